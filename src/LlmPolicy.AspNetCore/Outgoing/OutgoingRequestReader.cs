using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Outgoing;

/// <summary>Makes of a request that the app is about to send what the policy decides on: the request as it would have come to a gateway at that address.</summary>
internal static class OutgoingRequestReader
{
    /// <exception cref="InvalidOperationException">The address is not absolute, as with any HttpClient.</exception>
    public static PolicyRequest Read(HttpRequestMessage message)
    {
        if (message.RequestUri is not { IsAbsoluteUri: true } address)
        {
            throw new InvalidOperationException("The request has no absolute address, and the client no BaseAddress.");
        }

        return new PolicyRequest
        {
            Method = message.Method.Method,
            Target = address.PathAndQuery,
            Authority = message.Headers.Host ?? (address.IsDefaultPort ? address.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}")),
            Scheme = address.Scheme,
            Headers = [.. Lines(message)],
            GatewayName = Environment.MachineName,
            // Picks among weighted destinations; nothing secret hangs on it.
            Draw = Random.Shared.NextDouble(),
        };
    }

    private static IEnumerable<HeaderField> Lines(HttpRequestMessage message)
    {
        var headers = message.Headers.NonValidated.SelectMany(header => header.Value, (header, value) => new HeaderField(header.Key, Bytes(value)));
        if (message.Content is { } content)
        {
            headers = headers.Concat(content.Headers.NonValidated.SelectMany(header => header.Value, (header, value) => new HeaderField(header.Key, Bytes(value))));
        }

        // The body's length is the sender's to say.
        return headers.Where(header => !header.Name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase)
            && !header.Name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)
            && !header.Name.Equals(HeaderNames.TransferEncoding, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A value as it is sent: a char a byte, and what is no Latin-1 in UTF-8.</summary>
    private static string Bytes(string value) => value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)) : value;
}
