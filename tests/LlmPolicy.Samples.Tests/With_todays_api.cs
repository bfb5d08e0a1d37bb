using System.Net;
using System.Text.Json;
using LlmPolicy.Samples.Requests;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

/// <summary><c>--live</c>, with the stand-in in the place of router.huggingface.co.</summary>
public sealed class With_todays_api(With_todays_api.Live sample) : IClassFixture<With_todays_api.Live>
{
    private const string Key = "hf_0123456789abcdef";

    [Fact]
    public async Task The_labs_request_reaches_chat_completions_with_the_environments_key()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/huggingface-gloo-gw")
        {
            Content = new StringContent(
                """{"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "hi"}]}""", null, "application/x-www-form-urlencoded"),
        };
        using var response = await sample.Gateway.SendAsync(request, Tokens.Lab, host: null);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.GetProperty("object").GetString().ShouldBe("chat.completion");
        var received = Received.Of(response);
        received.Path.ShouldBe("/v1/chat/completions");
        received.Host.ShouldBe("router.huggingface.co");
        received.Headers["content-type"].ShouldBe("application/json");
        received.Headers["authorization"].ShouldBe("Bearer hf_***");
        sample.Gateway.Output.ShouldNotContain(Key);
    }

    [Fact]
    public Task The_lines_that_it_prints_can_be_pasted() => CurlLines.ShouldAnswerAsTheySay(sample.Gateway.Output, Repository.Root);

    [Fact]
    public async Task Without_a_key_in_the_environment_it_says_what_is_missing()
    {
        await using var process = AsTheReadmeSays.DotnetRun(["--live"]);

        (await process.LineAsync("--live calls Hugging Face:")).ShouldContain("HF_TOKEN");
    }

    public sealed class Live : StartedSample
    {
        internal override Task<ChildProcess> StartAsync() =>
            Task.FromResult(AsTheReadmeSays.DotnetRun(["--live", "--stand-in=default:huggingface-router"], ("HF_TOKEN", Key)));
    }
}
