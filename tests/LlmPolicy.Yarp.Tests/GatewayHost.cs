using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>A gateway on Kestrel, asked over a bare socket.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    public static async Task<GatewayHost> StartAsync(
        string manifests, IUpstreamDialer dialer, Action<IReverseProxyBuilder>? configure = null, Action<WebApplication>? use = null,
        Action<WebApplication>? map = null, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        foreach ((string key, string? value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.AddLlmPolicy().AddManifest(manifests);
        builder.Services.AddSingleton(dialer);
        IReverseProxyBuilder proxy = builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        configure?.Invoke(proxy);
        WebApplication app = builder.Build();
        use?.Invoke(app);
        (map ?? (static app => app.MapLlmPolicy()))(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new GatewayHost(app);
    }

    /// <summary>Sends a request, one line a string, and reads the whole answer. A gateway that never answers fails the test, and does not hang it.</summary>
    public async Task<HttpMessage> SendAsync(string head, string body = "")
    {
        await using Stream stream = await ConnectAsync();
        await WriteAsync(stream, head, body);
        return await HttpMessage.ReadAsync(stream, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)
            ?? throw new EndOfStreamException("no answer");
    }

    public async Task<Stream> ConnectAsync()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task WriteAsync(Stream stream, string head, string body = "")
    {
        string text = head.ReplaceLineEndings("\r\n") + "\r\n\r\n" + body;
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
