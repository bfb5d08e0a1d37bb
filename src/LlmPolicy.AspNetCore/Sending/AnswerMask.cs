using System.IO.Compression;
using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Sending;

/// <summary>
/// Takes the secrets that a request was sent with out of the body of the upstream's refusal (4xx, 5xx): providers show the key that they refuse. What came compressed goes on as it
/// is read: nothing else could be looked through.
/// </summary>
internal static class AnswerMask
{
    /// <summary>The body with stars in the place of secrets.</summary>
    /// <param name="content">The body as it comes.</param>
    /// <param name="secrets">The secrets.</param>
    /// <param name="found">Told when there is one.</param>
    /// <param name="isDecoded">Whether it is another representation, without the coding that it came in, and of another length.</param>
    public static HttpContent Mask(HttpContent content, SentSecrets secrets, Action found, out bool isDecoded)
    {
        string[] codings = [.. Codings(content.Headers.NonValidated).Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        isDecoded = codings.Length > 0;
        Func<Stream, Stream>? decode = codings switch
        {
            [] => static body => body,
            [var coding] => Decoder(coding),
            _ => null,
        };
        return new MaskedContent(content, decode is null ? _ => Stream.Null : body => new MaskedStream(decode(body), secrets.Bytes, found));
    }

    /// <summary>As they were written: what .NET does not take for a coding's name (<c>gzip;q=1</c>), a client may.</summary>
    private static IEnumerable<string> Codings(HttpHeadersNonValidated headers) => headers.TryGetValues(HeaderNames.ContentEncoding, out var lines)
        ? lines.SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        : [];

    private static Func<Stream, Stream>? Decoder(string coding) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => static body => new GZipStream(body, CompressionMode.Decompress),
        "deflate" => static body => new ZLibStream(body, CompressionMode.Decompress),
        "br" => static body => new BrotliStream(body, CompressionMode.Decompress),
        _ => null,
    };
}
