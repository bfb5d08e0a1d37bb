using System.Text;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A policy in a guard or a gateway on Kestrel, asked over two sockets at once. Whatever is let through answers with what reached it.</summary>
internal sealed class HostedPolicy : IAsyncDisposable
{
    private readonly Stream?[] _connections = new Stream?[2];
    private readonly IAsyncDisposable[] _parts;
    private readonly int _port;

    private HostedPolicy(string name, int port, params IAsyncDisposable[] parts) => (Name, _port, _parts) = (name, port, parts);

    /// <summary>What it is, for people.</summary>
    public string Name { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HostedPolicy> GuardAsync(string manifest, bool caches, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["LlmPolicy:TokenCache:Enabled"] = $"{caches}";
        foreach ((string key, string? value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.AddLlmPolicy().AddManifest(manifest).AddEdDsa();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(AskShape.Now));
        WebApplication app = builder.Build();
        app.UseLlmPolicy();
        app.Map("/{**path}", (HttpContext context) => Echo(
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, context.Request.Headers.SelectMany(header => header.Value, (header, line) => (header.Key, line ?? ""))));
        await app.StartAsync(Cancellation);
        return new HostedPolicy($"guard, {(caches ? "with" : "without")} a cache", new Uri(app.Urls.First()).Port, app);
    }

    public static async Task<HostedPolicy> GatewayAsync(string manifest, bool caches, params (string Key, string? Value)[] settings)
    {
        RawUpstream upstream = new((stream, request) =>
        {
            string body = Echo(request.Target, request.Headers);
            return stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\ncontent-length: {body.Length}\r\ncontent-type: text/plain\r\n\r\n{body}"), Cancellation).AsTask();
        });
        GatewayHost gateway = await GatewayHost.StartAsync(
            manifest, new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(AskShape.Now)).AddSingleton<IEd25519Verifier, BouncyCastleEd25519>(),
            settings: [("LlmPolicy:TokenCache:Enabled", $"{caches}"), .. settings]);
        return new HostedPolicy($"gateway, {(caches ? "with" : "without")} a cache", gateway.Port, gateway, upstream);
    }

    /// <summary>Sends a request by both sockets at the same moment.</summary>
    /// <param name="request">The request.</param>
    /// <param name="blank">White space before and behind each header's value.</param>
    public async Task<HttpMessage[]> AskAsync(PolicyRequest request, string blank)
    {
        var head = new StringBuilder($"{request.Method} {request.Target} HTTP/1.1\nHost: {request.Authority}");
        foreach (var header in request.Headers)
        {
            head.Append(null, $"\n{header.Name}:{blank}{header.Value}{blank}");
        }

        return await Task.WhenAll(AskAsync(0, head.ToString()), AskAsync(1, head.ToString()));
    }

    /// <summary>What reached the endpoint or the upstream: the target and the headers.</summary>
    public static (string Target, IReadOnlyList<HeaderField> Headers) Read(string body)
    {
        string[] lines = body.Split('\n');
        return (lines[0], [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(": ", 2)).Select(parts => new HeaderField(parts[0], Bytes(parts[1])))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.OfType<Stream>())
        {
            await connection.DisposeAsync();
        }

        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }
    }

    private static string Echo(string target, IEnumerable<(string Name, string Value)> headers) =>
        $"{target}\n{string.Concat(headers.Select(header => $"{header.Name}: {Bytes(header.Value)}\n"))}";

    /// <summary>Each char a byte: an app's own headers are characters.</summary>
    private static string Bytes(string text) => text.All(c => c <= '\u00ff') ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private async Task<HttpMessage> AskAsync(int index, string head)
    {
        Stream connection = _connections[index] ?? await ConnectAsync();
        await GatewayHost.WriteAsync(connection, head);
        HttpMessage answer = await HttpMessage.ReadAsync(connection, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation) ?? throw new EndOfStreamException("no answer");
        _connections[index] = answer["connection"] is ["close"] ? null : connection;
        return answer;
    }

    private async Task<Stream> ConnectAsync()
    {
        System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", _port, Cancellation);
        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
    }
}
