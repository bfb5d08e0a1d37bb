using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Codec;

/// <summary>The headers that Kestrel would change or refuse before the policy sees them, as they were sent.</summary>
internal sealed class WireHeaders : IPostConfigureOptions<KestrelServerOptions>
{
    private static readonly ConnectionBytes Connection = new();
    private static readonly CodingBytes Coding = new();
    private static readonly LengthBytes Length = new();

    /// <summary>What reads a header's bytes; null: the server's own.</summary>
    public static Encoding? EncodingOf(string name) => name.Length switch
    {
        10 when name.Equals(HeaderNames.Connection, StringComparison.OrdinalIgnoreCase) => Connection,
        14 when name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) => Length,
        17 when name.Equals(HeaderNames.TransferEncoding, StringComparison.OrdinalIgnoreCase) => Coding,
        _ => null,
    };

    /// <summary>Takes off what was written for Kestrel.</summary>
    public static void Restore(IHeaderDictionary headers)
    {
        if (headers.Connection is { Count: > 0 } connection && IsMarked(connection))
        {
            headers.Connection = Array.ConvertAll(connection.ToArray(), line => ConnectionBytes.Restore(line ?? ""));
        }

        if (headers.TransferEncoding is { Count: > 0 } coding && IsMarked(coding))
        {
            headers.TransferEncoding = Array.ConvertAll(coding.ToArray(), line => CodingBytes.Restore(line ?? ""));
        }
    }

    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        var others = options.RequestHeaderEncodingSelector;
        options.RequestHeaderEncodingSelector = header => EncodingOf(header) ?? others(header);
    }

    private static bool IsMarked(StringValues lines)
    {
        foreach (string? line in lines)
        {
            if (line?.Contains(HeaderBytes.Mark, StringComparison.Ordinal) is true)
            {
                return true;
            }
        }

        return false;
    }
}
