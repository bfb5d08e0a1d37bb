using System.IO.Compression;

namespace LlmPolicy.Models;

/// <summary>Takes off a body's content coding (RFC 9110, 8.4): one of <c>gzip</c>, <c>deflate</c>, <c>br</c>, and no more than a limit of bytes.</summary>
internal static class ContentCoding
{
    /// <summary>The body; null if the coding is another one, or the body does not open.</summary>
    public static ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> body, IReadOnlyList<string> codings, int limit, out bool isDecoded)
    {
        isDecoded = false;
        if (codings.Count == 0 || codings.Count == 1 && codings[0].Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return body;
        }

        isDecoded = true;
        if (codings.Count > 1)
        {
            return null;
        }

        using var compressed = new MemoryStream(body.ToArray(), writable: false);
        using Stream? opened = codings[0].ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(compressed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(compressed, CompressionMode.Decompress),
            "br" => new BrotliStream(compressed, CompressionMode.Decompress),
            _ => null,
        };
        return opened is null ? null : ReadAll(opened, limit);
    }

    private static ReadOnlyMemory<byte>? ReadAll(Stream stream, int limit)
    {
        using var all = new MemoryStream();
        byte[] block = new byte[16 << 10];
        try
        {
            int read;
            while ((read = stream.Read(block)) > 0)
            {
                all.Write(block, 0, read);
                if (all.Length > limit)
                {
                    return null;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            // What each stream says of data that is not in its coding; Brotli's says InvalidOperationException.
            return null;
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
