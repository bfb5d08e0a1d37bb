using System.IO.Compression;

namespace LlmPolicy.TestKit;

/// <summary>Bytes in a content coding (RFC 9110, 8.4.1), whole.</summary>
public static class Packed
{
    /// <summary>The bytes in one of the codings that are read here; <c>identity</c> leaves them as they are.</summary>
    public static byte[] In(string coding, byte[] bytes)
    {
        if (coding == "identity")
        {
            return bytes;
        }

        using MemoryStream packed = new();
        using (Stream packer = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            "br" => (Stream)new BrotliStream(packed, CompressionLevel.Fastest),
            _ => throw new ArgumentException(coding),
        })
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }
}
