using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LlmPolicy.Samples.Requests;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

/// <summary>The stand-in for the provider, asked past the gateway.</summary>
public sealed class The_stand_in(AsTheReadmeSays sample) : IClassFixture<AsTheReadmeSays>
{
    [Fact]
    public async Task Text_generation_continues_the_prompt()
    {
        using var response = await PostAsync("/models/any/model", """{"inputs": "Once upon a time"}""");

        var body = await JsonAsync(response);
        body.ValueKind.ShouldBe(JsonValueKind.Array);
        body[0].GetProperty("generated_text").GetString()!.ShouldStartWith("Once upon a time ");
    }

    [Theory]
    [InlineData("/models/any/model", "{}", "inputs")]
    [InlineData("/models/any/model", "no json", "inputs")]
    [InlineData("/v1/chat/completions", """{"model": "m"}""", "messages")]
    public async Task A_body_that_lacks_something_is_an_error_that_names_it(string path, string body, string named)
    {
        using var response = await PostAsync(path, body);

        ((int)response.StatusCode).ShouldBeInRange(400, 422);
        (await JsonAsync(response)).GetProperty("error").ToString().ShouldContain(named);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln")]
    public async Task Without_a_providers_key_there_is_no_answer(string? authorization)
    {
        using var response = await PostAsync("/models/any/model", """{"inputs": "hi"}""", authorization);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_chat_is_answered_whole_with_its_usage()
    {
        using var response = await PostAsync("/v1/chat/completions", Chat(""));

        var body = await JsonAsync(response);
        body.GetProperty("object").GetString().ShouldBe("chat.completion");
        body.GetProperty("model").GetString().ShouldBe("m");
        var choice = body.GetProperty("choices")[0];
        choice.GetProperty("message").GetProperty("role").GetString().ShouldBe("assistant");
        choice.GetProperty("message").GetProperty("content").GetString().ShouldNotBeNullOrEmpty();
        choice.GetProperty("finish_reason").GetString().ShouldBe("stop");
        UsageShouldAddUp(body.GetProperty("usage"));
    }

    [Fact]
    public async Task A_streamed_chat_says_the_same_as_a_whole_one()
    {
        using var whole = await PostAsync("/v1/chat/completions", Chat(""));
        using var streamed = await PostAsync("/v1/chat/completions", Chat(""", "stream": true"""));

        var deltas = (await ChunksAsync(streamed)).Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta"));
        string text = string.Concat(deltas.Select(delta => delta.TryGetProperty("content", out var content) ? content.GetString() : ""));
        text.Trim().ShouldBe((await JsonAsync(whole)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_stream_tells_its_usage_when_asked_in_a_last_chunk_without_choices()
    {
        using var without = await PostAsync("/v1/chat/completions", Chat(""", "stream": true"""));
        using var with = await PostAsync("/v1/chat/completions", Chat(""", "stream": true, "stream_options": {"include_usage": true}"""));

        (await ChunksAsync(without)).ShouldAllBe(chunk => !HasUsage(chunk));
        var last = (await ChunksAsync(with))[^1];
        last.GetProperty("choices").GetArrayLength().ShouldBe(0);
        UsageShouldAddUp(last.GetProperty("usage"));
    }

    [Fact]
    public async Task Models_are_listed()
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models"), "Bearer hf_0123456789");

        var body = await JsonAsync(response);
        body.GetProperty("object").GetString().ShouldBe("list");
        body.GetProperty("data")[0].GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Every_credential_that_reached_it_is_shown_masked()
    {
        using var response = await PostAsync(
            "/models/any/model?access_token=query-secret&n=2", """{"inputs": "hi"}""", "Bearer hf_0123456789, Bearer eyJhbGciOiJSUzI1NiJ9");

        var received = Received.Of(response);
        received.Path.ShouldBe("/models/any/model?access_token=***&n=2");
        received.Headers["authorization"].ShouldBe("Bearer hf_***, Bearer eyJ***");
    }

    private static string Chat(string more) => $$"""{"model": "m", "messages": [{"role": "user", "content": "Good morning"}]{{more}}}""";

    private static bool HasUsage(JsonElement chunk) =>
        chunk.TryGetProperty("usage", out var usage) && usage.ValueKind != JsonValueKind.Null;

    private static void UsageShouldAddUp(JsonElement usage)
    {
        int prompt = usage.GetProperty("prompt_tokens").GetInt32();
        int completion = usage.GetProperty("completion_tokens").GetInt32();
        prompt.ShouldBe(2);
        completion.ShouldBePositive();
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(prompt + completion);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();

    private static async Task<JsonElement[]> ChunksAsync(HttpResponseMessage response)
    {
        string[] events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events[^1].ShouldBe("data: [DONE]");
        return [.. events[..^1].Select(line => JsonElement.Parse(line["data: ".Length..]))];
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body, string? authorization = "Bearer hf_0123456789") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, null, "application/json") }, authorization);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? authorization)
    {
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var client = await sample.Gateway.StandInAsync();
        return await client.SendAsync(request);
    }
}
