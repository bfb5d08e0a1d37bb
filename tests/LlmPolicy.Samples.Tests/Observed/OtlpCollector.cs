using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Samples.Observed;

/// <summary>Takes what a program exports by OTLP over HTTP, and keeps its bytes: texts stand in Protobuf as they are. It has a key set, too.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    /// <summary>The path of its key set.</summary>
    public const string Keys = "/keys";

    private readonly Signals _signals = new();
    private readonly Dictionary<string, StringBuilder> _received = [];
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<OtlpCollector> StartAsync(string keys)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        OtlpCollector collector = new(app);
        app.Run(context => context.Request.Path == Keys ? context.Response.WriteAsync(keys) : collector.TakeAsync(context));
        await app.StartAsync();
        return collector;
    }

    /// <summary>Waits until what came of a signal (<c>traces</c>, <c>metrics</c>, <c>logs</c>) has a text in it.</summary>
    public Task UntilAsync(string signal, string text) => _signals.UntilAsync(() => Received(signal).Contains(text, StringComparison.Ordinal));

    /// <summary>All that came of a signal.</summary>
    public string Received(string signal)
    {
        lock (_received)
        {
            return _received.TryGetValue($"/v1/{signal}", out var all) ? all.ToString() : "";
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        lock (_received)
        {
            if (!_received.TryGetValue(context.Request.Path, out var all))
            {
                _received[context.Request.Path] = all = new StringBuilder();
            }

            all.Append(Encoding.UTF8.GetString(body.ToArray()));
        }

        _signals.Tell();
        context.Response.ContentType = "application/x-protobuf";
    }
}
