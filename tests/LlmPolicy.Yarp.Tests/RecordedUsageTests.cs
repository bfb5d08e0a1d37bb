using System.Text;
using System.Text.Json;
using LlmPolicy.TestKinds;

namespace LlmPolicy.Gateway;

/// <summary>Answers that real providers gave, through the gateway: the client gets their bytes, and what they used is what the reader finds in them by itself.</summary>
public sealed class RecordedUsageTests
{
    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_answer_of_each_form_passes_as_it_is_and_used_what_it_says(string coding)
    {
        (byte[] Body, int Status, string Type)[] answers = [.. OneOfEachForm().Select(a => (ChatEvents.Coded(a.Body, coding), a.Status, a.Type))];
        answers.Length.ShouldBeGreaterThan(50);
        int next = 0;
        UsageWitness witness = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            var (body, status, type) = answers[next];
            string coded = coding == "identity" ? "" : $"content-encoding: {coding}\r\n";
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} OK\r\ncontent-type: {type}\r\n{coded}content-length: {body.Length}\r\n\r\n"));
            await stream.WriteAsync(body);
        });
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/"), Manifests.Upstream()) + UsageWitness.Policy("gateway"),
            new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddSingleton<IDecisionObserver>(witness));

        for (; next < answers.Length; next++)
        {
            var (body, status, type) = answers[next];
            HttpMessage answer = await gateway.SendAsync("POST /any HTTP/1.1\nHost: g\nAccept-Encoding: gzip, br\nContent-Length: 2", "{}");

            answer.Body.ShouldBe(Encoding.Latin1.GetString(body));
            (await witness.NextUsageAsync()).ShouldBe(Read(body, status, type, coding));
        }
    }

    private static LlmUsage Read(byte[] body, int status, string type, string coding)
    {
        using LlmUsageReader reader = new(new UpstreamAnswer(status, [new("content-type", type), new("content-encoding", coding)]));
        reader.Read(body);
        return reader.CompleteOrEstimate(LlmAnswerEnd.Whole);
    }

    /// <summary>The shortest of each provider, kind of body and status.</summary>
    private static IEnumerable<(string Body, int Status, string Type)> OneOfEachForm() => File.ReadLines(RepositoryRoot.Corpus("llm-responses", "recorded.jsonl"))
        .Select(line => JsonElement.Parse(line))
        .Where(a => a.GetProperty("body").GetString() is { Length: > 0 and < 30_000 } && a.GetProperty("status").GetInt32() is >= 200 and not 204)
        .GroupBy(a => $"{a.GetProperty("provider")} {a.GetProperty("stream")} {a.GetProperty("status")} {a.GetProperty("url").GetString()!.Split('?')[0].Split('/')[^1].Split(':')[^1]}")
        .Select(form => form.MinBy(a => a.GetProperty("body").GetString()!.Length))
        .Select(a => (a.GetProperty("body").GetString()!, a.GetProperty("status").GetInt32(), TypeOf(a.GetProperty("response_headers"))));

    private static string TypeOf(JsonElement headers) => headers.ValueKind != JsonValueKind.Object ? "text/plain"
        : headers.EnumerateObject().Where(h => h.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
            .Select(h => h.Value.ValueKind == JsonValueKind.Array ? h.Value[0].ToString() : h.Value.ToString()).FirstOrDefault("text/plain");
}
