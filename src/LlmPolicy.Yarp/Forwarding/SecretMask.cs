using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Gateway;

/// <summary>Takes the secrets that a request was sent with out of the upstream's refusal (4xx, 5xx), head and body.</summary>
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

    /// <summary>The upstream's header lines as they may be repeated, in whole or in part.</summary>
    public IReadOnlyList<HeaderField> Of(IReadOnlyList<HeaderField> headers) => secrets.Mask(headers);

    private void MaskBody(HttpResponse response, HttpResponseMessage upstream)
    {
        upstream.Content = AnswerMask.Mask(upstream.Content, secrets, found, out bool isDecoded);
        if (isDecoded)
        {
            response.Headers.ContentEncoding = StringValues.Empty;
            response.Headers.ETag = StringValues.Empty;
            response.ContentLength = null;
        }
    }

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
