using LlmPolicy.Gateway.Protocols;

namespace LlmPolicy.Gateway;

/// <summary>A client that goes away ends what is done for it, at whatever stage.</summary>
public sealed class ClientLeavesTests
{
    public static TheoryData<string> Protocols => GatewayEndpoints.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Before_the_answer_the_upstreams_connection_is_closed(string protocol)
    {
        TaskCompletionSource closed = new();
        await using RawUpstream upstream = new((stream, _) => AwaitCloseAsync(stream, closed));
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);
        using CancellationTokenSource leave = new();
        using HttpMessageInvoker client = GatewayEndpoints.Client();

        Task<HttpResponseMessage> answer = client.SendAsync(Request(gateway, protocol), leave.Token);
        await upstream.NextRequestAsync();
        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
        await ShouldBeClosedAsync(closed);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task In_the_middle_of_a_stream_the_upstreams_connection_is_closed(string protocol)
    {
        TaskCompletionSource closed = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"u8.ToArray());
            await AwaitCloseAsync(stream, closed);
        });
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);
        using HttpMessageInvoker client = GatewayEndpoints.Client();

        using (HttpResponseMessage response = await client.SendAsync(Request(gateway, protocol), TestContext.Current.CancellationToken))
        {
            Stream events = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await events.ReadExactlyAsync(new byte[9], TestContext.Current.CancellationToken);
        }

        await ShouldBeClosedAsync(closed);
    }

    private static HttpRequestMessage Request(GatewayEndpoints gateway, string protocol) => new(HttpMethod.Get, gateway.Address(protocol, "/v1"))
    {
        Version = GatewayEndpoints.Version(protocol),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { { "Authorization", $"Bearer {CallerToken.Text}" } },
    };

    private static async Task AwaitCloseAsync(Stream stream, TaskCompletionSource closed)
    {
        try
        {
            (await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
        }
        catch (IOException)
        {
            // Reset instead of closed: gone all the same.
        }

        closed.SetResult();
    }

    private static Task ShouldBeClosedAsync(TaskCompletionSource closed) =>
        closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}
