using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A request that is sent again arrives whole each time, or is not sent again (docs/gateway.md): however long it is and however its end is told.</summary>
public sealed class ReplayedBodyTests
{
    private const int Tries = 3;

    private static readonly int Limit = (int)LimitsDocument.Value("RequestBody.ReplayLimit");

    private static readonly string Manifests = string.Join(
        "\n---\n",
        Gateway.Manifests.Service(
            Gateway.Manifests.Route("/", options: $"retries: {{retryOn: 5xx, numRetries: {Tries - 1}, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}"),
            Policies.Upstream));

    public static TheoryData<int, int> Cases
    {
        get
        {
            TheoryData<int, int> cases = [];
            foreach (int length in new[] { 0, 1, 5_000, 100_000, Limit - 1, Limit, Limit + 1, Limit + 70_000, 2 * Limit })
            {
                // 0: with its length.
                foreach (int chunk in new[] { 0, 1_000_000, 4_096 })
                {
                    cases.Add(length, chunk);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_arrives_as_it_was_sent_at_each_try(int length, int chunk)
    {
        List<string> arrived = [];
        await using RawUpstream upstream = new((stream, request) =>
        {
            arrived.Add(request.Body);
            return stream.WriteAsync("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken).AsTask();
        });
        await using GatewayHost gateway = await GatewayHost.StartAsync(Manifests, new LoopbackDialer(upstream.Port));
        string body = string.Create(length, 0, static (text, _) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = (char)('a' + (i / 7 % 26));
            }
        });

        HttpMessage answer = chunk == 0
            ? await gateway.SendAsync($"POST / HTTP/1.1\nHost: any.test\nContent-Length: {length}", body)
            : await gateway.SendAsync(
                "POST / HTTP/1.1\nHost: any.test\nTransfer-Encoding: chunked",
                $"{string.Concat(body.Chunk(chunk).Select(part => $"{part.Length:x}\r\n{new string(part)}\r\n"))}0\r\n\r\n");

        answer.Status.ShouldBe(503);
        arrived.Count.ShouldBe(length > Limit ? 1 : Tries);
        arrived.ShouldAllBe(text => text == body);
    }
}
