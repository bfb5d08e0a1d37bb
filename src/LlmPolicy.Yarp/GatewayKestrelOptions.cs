using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Gateway;

/// <summary>Kestrel's defaults that would change Envoy's answer.</summary>
internal sealed class GatewayKestrelOptions : IPostConfigureOptions<KestrelServerOptions>
{
    /// <summary>Envoy's limit for a request's line and headers together.</summary>
    private const int HeadBytes = 60 * 1024;

    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        // A request line in absolute form routes by its own authority.
        options.AllowHostHeaderOverride = true;
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.Limits.MaxRequestLineSize = Math.Max(options.Limits.MaxRequestLineSize, HeadBytes);
        options.Limits.MaxRequestHeadersTotalSize = Math.Max(options.Limits.MaxRequestHeadersTotalSize, HeadBytes);
    }
}
