using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Caching;

/// <summary>
/// Makes an answer one caller's own (RFC 9111, 5.2.2.7). Caches know such answers by the request's <c>Authorization</c> (RFC 9111, 3.5); a token may
/// come in the query or in another header.
/// </summary>
internal static class PrivateCacheControl
{
    // RFC 9213 and its forerunner: what they say goes before Cache-Control.
    private static readonly string[] Targeted = ["CDN-Cache-Control", "Surrogate-Control"];

    public static void ApplyTo(IHeaderDictionary headers)
    {
        headers.CacheControl = Of(headers.CacheControl);
        foreach (string name in Targeted)
        {
            headers.Remove(name);
        }
    }

    /// <summary>The same directives for a private cache. What is no Cache-Control is for none.</summary>
    public static StringValues Of(StringValues value)
    {
        if (StringValues.IsNullOrEmpty(value))
        {
            return CacheControlHeaderValue.PrivateString;
        }

        if (!CacheControlHeaderValue.TryParse(string.Join(", ", value.ToArray()), out var parsed))
        {
            return CacheControlHeaderValue.NoStoreString;
        }

        (parsed.Public, parsed.SharedMaxAge, parsed.Private) = (false, null, true);
        parsed.PrivateHeaders.Clear();
        return parsed.ToString();
    }
}
