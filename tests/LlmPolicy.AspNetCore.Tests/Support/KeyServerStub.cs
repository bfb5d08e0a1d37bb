using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A key server on Kestrel that answers what a test says, and tells what it is asked.</summary>
internal sealed class KeyServerStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Signals _signals = new();
    private readonly Lock _gate = new();
    private volatile RequestDelegate _answer = _ => Task.CompletedTask;
    private int _asked;
    private int _open;
    private int _mostOpen;
    private int _connections;

    private KeyServerStub(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>What it answers.</summary>
    public RequestDelegate Answer { set => _answer = value; }

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>How many connections it was sent, answered or not.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections were open at once, at most.</summary>
    public int MostOpen => Volatile.Read(ref _mostOpen);

    /// <summary>What the last request asked for: <c>GET HOST TARGET</c>.</summary>
    public string? Last { get; private set; }

    public static async Task<KeyServerStub> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        KeyServerStub? stub = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Use(next => connection => stub!.CountAsync(connection, next));
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var app = builder.Build();
        stub = new KeyServerStub(app) { Answer = answer };
        app.Run(stub.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    public static Task<KeyServerStub> PublishingAsync(params TestKey[] keys) => StartAsync(Document(TestKey.Set(keys)));

    public static RequestDelegate Document(string text, string type = "application/json", int status = 200) => context =>
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    };

    /// <summary>Sends these bytes, HTTP or not, and hangs up.</summary>
    public static RequestDelegate Bytes(string text) => async context =>
    {
        await context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(text));
        context.Abort();
    };

    /// <summary>Never answers.</summary>
    public static Task Silent(HttpContext context)
    {
        TaskCompletionSource gone = new();
        context.RequestAborted.Register(gone.SetResult);
        return gone.Task;
    }

    /// <summary>Publishes these keys and no others.</summary>
    public void Publish(params TestKey[] keys) => Answer = Document(TestKey.Set(keys));

    /// <summary>Waits until it has been asked that often.</summary>
    public Task AskedAsync(int times) => _signals.UntilAsync(() => Asked >= times);

    /// <summary>Waits until nobody is connected.</summary>
    public Task ClosedAsync() => _signals.UntilAsync(() => Volatile.Read(ref _open) == 0);

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var answer = _answer;
        Last = $"{context.Request.Method} {context.Request.Host} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        Interlocked.Increment(ref _asked);
        _signals.Tell();
        return answer(context);
    }

    private async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        lock (_gate)
        {
            _connections++;
            _mostOpen = Math.Max(_mostOpen, ++_open);
        }

        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate)
            {
                _open--;
            }

            _signals.Tell();
        }
    }
}
