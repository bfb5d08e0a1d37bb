using System.Net;
using System.Threading.Channels;
using LlmPolicy.Gateway.Protocols;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway.Clients;

public sealed class UploadTests
{
    private const int Piece = 1024 * 1024;
    private const int Pieces = 40;

    public static TheoryData<string> Protocols => GatewayEndpoints.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Forty_megabytes_go_through_piece_by_piece(string protocol)
    {
        Channel<int> received = Channel.CreateUnbounded<int>();
        await using WebApplication upstream = await StartUpstreamAsync(received.Writer);
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, new Uri(upstream.Urls.First()).Port);

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Post, "/v1/files", CallerToken.Text, request =>
            request.Content = new LockstepContent(received.Reader));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"{Pieces * (long)Piece}");
    }

    private static async Task<WebApplication> StartUpstreamAsync(ChannelWriter<int> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and int count)
            {
                total += count;
                await received.WriteAsync(count, context.RequestAborted);
            }

            await context.Response.WriteAsync($"{total}", context.RequestAborted);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>A body that goes on only when the upstream has all but the last two pieces: whoever holds more of it back waits for ever.</summary>
    private sealed class LockstepContent(ChannelReader<int> received) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            byte[] piece = new byte[Piece];
            long arrived = 0;
            for (int i = 0; i < Pieces; i++)
            {
                await stream.WriteAsync(piece, TestContext.Current.CancellationToken);
                await stream.FlushAsync(TestContext.Current.CancellationToken);
                while (arrived < (i - 1) * (long)Piece)
                {
                    arrived += await received.ReadAsync(TestContext.Current.CancellationToken).AsTask()
                        .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Pieces * (long)Piece;
            return true;
        }
    }
}
