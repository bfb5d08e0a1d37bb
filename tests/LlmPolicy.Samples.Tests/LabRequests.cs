using System.Net;
using System.Text.Json;
using LlmPolicy.Samples.Requests;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

/// <summary>The lab's requests, however the sample was started.</summary>
public abstract class LabRequests(StartedSample sample)
{
    private const string OwnHost = "own.localhost";

    [Fact]
    public async Task A_request_without_a_token_gets_401()
    {
        using var response = await sample.Gateway.AskAsync(token: null);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldBe("Jwt is missing");
        response.Headers.WwwAuthenticate.ToString().ShouldBe($"Bearer realm=\"http://{sample.Gateway.Authority}/huggingface-gloo-gw\"");
    }

    [Fact]
    public async Task The_labs_token_gets_the_models_answer()
    {
        using var response = await sample.Gateway.AskAsync(Tokens.Lab);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement[0].GetProperty("generated_text").GetString()!
            .ShouldStartWith("What are the advantages of running Gloo Gateway in AWS?");
    }

    [Fact]
    public async Task The_provider_gets_the_models_path_its_own_host_and_its_own_key()
    {
        using var response = await sample.Gateway.AskAsync(Tokens.Lab);

        var received = Received.Of(response);
        received.Method.ShouldBe("POST");
        received.Path.ShouldBe("/models/openai-community/gpt2");
        received.Host.ShouldBe("api-inference.huggingface.co");
        received.Headers["content-type"].ShouldBe("application/json");
        received.Headers["authorization"].ShouldBe("Bearer hf_***");
    }

    [Fact]
    public async Task A_forged_signature_gets_401()
    {
        using var response = await sample.Gateway.AskAsync(Tokens.Lab[..^4] + "AAAA");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldBe("Jwt verification fails");
    }

    [Fact]
    public async Task A_token_without_the_claim_gets_403()
    {
        using var response = await sample.Gateway.AskAsync(Tokens.WrongClaim, OwnHost);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldBe("RBAC: access denied");
    }

    [Fact]
    public async Task A_token_with_the_claim_gets_200_of_the_same_host()
    {
        using var response = await sample.Gateway.AskAsync(Tokens.Allowed, OwnHost);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("hugging-face-latest", HttpStatusCode.OK, "\"model\":\"openai/gpt-oss-20b\"")]
    [InlineData("openai/gpt-oss-20b", HttpStatusCode.Forbidden, "Model: access denied")]
    public async Task The_labs_token_gets_the_model_that_its_claim_lists_and_no_other(string model, HttpStatusCode status, string answer)
    {
        using var response = await AskForAsync(model);

        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldContain(answer);
    }

    [Fact]
    public async Task Its_output_says_what_an_answer_used()
    {
        using var response = await AskForAsync("hugging-face-latest");

        string decision = response.Headers.GetValues("x-llmpolicy-decision").Single();
        (await sample.Gateway.LineAsync($"      Decision {decision}: input=1 ")).ShouldContain("output=23");
    }

    [Fact]
    public async Task A_chat_streams_word_by_word_through_the_gateway()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": true}"""),
        };
        using var response = await sample.Gateway.SendAsync(request, Tokens.Allowed, OwnHost);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        string[] events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.Length.ShouldBeGreaterThan(10);
        events.ShouldAllBe(line => line.StartsWith("data: "));
        events[^1].ShouldBe("data: [DONE]");
    }

    [Fact]
    public async Task Its_output_shows_what_the_provider_got_and_no_credential()
    {
        using var response = await sample.Gateway.AskAsync(Tokens.Lab);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await sample.Gateway.LineAsync("stand-in got  POST /models/openai-community/gpt2");
        await sample.Gateway.LineAsync("              authorization: Bearer hf_***");
        sample.Gateway.Output.ShouldNotContain(Tokens.Lab.Split('.')[2]);
        sample.Gateway.Output.ShouldNotContain("hf_this_is");
    }

    private Task<HttpResponseMessage> AskForAsync(string model) => sample.Gateway.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model": "{{model}}", "messages": [{"role": "user", "content": "Hi"}]}""", null, "application/json"),
        },
        Tokens.Lab,
        "models.localhost");
}
