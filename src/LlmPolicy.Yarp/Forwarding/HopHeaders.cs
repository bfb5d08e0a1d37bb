using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Gateway;

/// <summary>Headers that YARP keeps from the next hop, or .NET's client writes otherwise, and Envoy passes on unless <c>Connection</c> names them.</summary>
internal static class HopHeaders
{
    private static readonly string[] Names =
    [
        HeaderNames.ProxyAuthorization, HeaderNames.ProxyAuthenticate, "Proxy-Authentication-Info", "Proxy-Features", "Proxy-Instruction", "Security-Scheme", "ALPN", "Close",
        HeaderNames.UpgradeInsecureRequests, HeaderNames.AltSvc,
    ];

    public static void Copy(IHeaderDictionary from, HttpRequestMessage to)
    {
        foreach (string name in Names)
        {
            if (from.TryGetValue(name, out StringValues lines))
            {
                to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)lines);
            }
        }

        if (from.UserAgent.Count > 1)
        {
            // .NET would put a space between them.
            to.Headers.Remove(HeaderNames.UserAgent);
            to.Headers.TryAddWithoutValidation(HeaderNames.UserAgent, string.Join(',', from.UserAgent.ToArray()));
        }
    }

    public static void Copy(HttpResponseMessage from, IHeaderDictionary to)
    {
        foreach (string name in Names)
        {
            if (from.Headers.NonValidated.TryGetValues(name, out HeaderStringValues lines))
            {
                to[name] = lines.ToArray();
            }
        }
    }
}
