using System.Text;
using LlmPolicy.Codec;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Gateway;

/// <summary>
/// Kestrel's defaults that would change Envoy's answer, or don't suit streams that last for minutes; docs/gateway.md has all of them. A limit that the app has set to
/// anything but Kestrel's default stays, unless it is below what Envoy takes.
/// </summary>
internal sealed class GatewayKestrelOptions : IPostConfigureOptions<KestrelServerOptions>
{
    /// <summary>Envoy's limit for a request's line and headers together.</summary>
    private const int HeadBytes = 60 * 1024;

    private static readonly KestrelServerLimits Defaults = new();

    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        // A request line in absolute form routes by its own authority.
        options.AllowHostHeaderOverride = true;
        options.RequestHeaderEncodingSelector = static name => WireHeaders.EncodingOf(name) ?? Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        SetLimits(options.Limits);
        SetLimits(options.Limits.Http2);
    }

    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = Math.Max(limits.MaxRequestLineSize, HeadBytes);
        limits.MaxRequestHeadersTotalSize = Math.Max(limits.MaxRequestHeadersTotalSize, HeadBytes);
        // A prompt that is typed, or audio as it is spoken, has no least rate; the stream's own idle bound ends what rests.
        limits.MinRequestBodyDataRate = IsDefault(limits.MinRequestBodyDataRate, Defaults.MinRequestBodyDataRate) ? null : limits.MinRequestBodyDataRate;
        limits.MinResponseDataRate = IsDefault(limits.MinResponseDataRate, Defaults.MinResponseDataRate) ? null : limits.MinResponseDataRate;
        if (limits.KeepAliveTimeout == Defaults.KeepAliveTimeout)
        {
            // Longer than balancers in front keep a connection (60 to 600 s): else they send on one that is just being closed.
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(620);
        }
    }

    private static void SetLimits(Http2Limits limits)
    {
        // Twice as much as is taken: what is larger than that ends the connection, what is between ends its stream alone, with 431.
        limits.MaxRequestHeaderFieldSize = Math.Max(limits.MaxRequestHeaderFieldSize, 2 * HeadBytes);
        if (limits.MaxStreamsPerConnection == Defaults.Http2.MaxStreamsPerConnection)
        {
            // Completions last for minutes, and a balancer puts many callers on one connection. Envoy's default.
            limits.MaxStreamsPerConnection = 1024;
        }

        if (limits.KeepAlivePingDelay == Defaults.Http2.KeepAlivePingDelay)
        {
            // A client that is gone without a word is noticed, and the completion that nobody reads is ended.
            limits.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        }
    }

    private static bool IsDefault(MinDataRate? rate, MinDataRate? byDefault) =>
        rate is not null && byDefault is not null && rate.BytesPerSecond == byDefault.BytesPerSecond && rate.GracePeriod == byDefault.GracePeriod;
}
