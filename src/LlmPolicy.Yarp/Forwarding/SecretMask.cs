using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Gateway;

/// <summary>
/// Takes the secrets that a request was sent with out of the upstream's refusal (4xx, 5xx): providers show the key that they refuse. What
/// came compressed goes on as it is read: nothing else could be looked through.
/// </summary>
internal sealed class SecretMask(SentSecrets secrets, Action found)
{
    /// <summary>Masks head and body, once the answer's headers stand for the client.</summary>
    public void Apply(HttpContext context, HttpResponseMessage upstream)
    {
        Mask(context.Response.Headers);
        if (context.Features.Get<IHttpResponseFeature>() is { ReasonPhrase: { } phrase } response)
        {
            response.ReasonPhrase = Mask(phrase);
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            MaskBody(context.Response, upstream);
        }
    }

    private void MaskBody(HttpResponse response, HttpResponseMessage upstream)
    {
        string[] encodings = [.. upstream.Content.Headers.ContentEncoding.Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        if (encodings.Length > 0)
        {
            // Whatever comes of it, it is another representation, of another length.
            response.Headers.ContentEncoding = StringValues.Empty;
            response.Headers.ETag = StringValues.Empty;
            response.ContentLength = null;
        }

        Func<Stream, Stream>? decode = encodings switch
        {
            [] => static body => body,
            [var coding] => Decoder(coding),
            _ => null,
        };
        upstream.Content = new MaskedContent(
            upstream.Content, decode is null ? _ => Stream.Null : body => new MaskedStream(decode(body), secrets.Bytes, found));
    }

    private static Func<Stream, Stream>? Decoder(string coding) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => static body => new GZipStream(body, CompressionMode.Decompress),
        "deflate" => static body => new ZLibStream(body, CompressionMode.Decompress),
        "br" => static body => new BrotliStream(body, CompressionMode.Decompress),
        _ => null,
    };

    private void Mask(IHeaderDictionary headers)
    {
        foreach (string name in headers.Keys.ToArray())
        {
            StringValues values = headers[name];
            string[] masked = [.. values.Select(value => Mask(value ?? ""))];
            if (!values.SequenceEqual(masked, StringComparer.Ordinal))
            {
                headers[name] = masked;
            }
        }
    }

    private string Mask(string text)
    {
        string masked = secrets.Mask(text);
        if (!ReferenceEquals(masked, text))
        {
            found();
        }

        return masked;
    }
}
