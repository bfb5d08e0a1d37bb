using System.IO.Compression;
using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Answers as an upstream sends them, and what is read of them.</summary>
internal static class Reading
{
    public static LlmUsage Of(string body, int status = 200, params HeaderField[] headers) => Of(Encoding.UTF8.GetBytes(body), status, headers);

    public static LlmUsage Of(byte[] body, int status = 200, params HeaderField[] headers) => InPieces(body, int.MaxValue, status, headers);

    /// <summary>All of it, a piece at a time.</summary>
    public static LlmUsage InPieces(byte[] body, int size, int status = 200, params HeaderField[] headers)
    {
        using LlmUsageReader reader = new(new(status, headers));
        for (int at = 0; at < body.Length; at += Math.Min(size, body.Length - at))
        {
            reader.Read(body.AsSpan(at, Math.Min(size, body.Length - at)));
        }

        return reader.Complete(LlmAnswerEnd.Whole);
    }

    /// <summary>All of it, in two pieces.</summary>
    public static LlmUsage Split(byte[] body, int at, int status, params HeaderField[] headers)
    {
        using LlmUsageReader reader = new(new(status, headers));
        reader.Read(body.AsSpan(0, at));
        reader.Read(body.AsSpan(at));
        return reader.Complete(LlmAnswerEnd.Whole);
    }

    /// <summary>Server-sent events without names.</summary>
    public static string Events(params string[] data) => string.Concat(data.Select(each => $"data: {each}\n\n"));

    public static byte[] Coded(byte[] body, string coding)
    {
        MemoryStream coded = new();
        using (Stream coder = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Fastest),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(coded, CompressionLevel.Fastest),
            "raw deflate" => new DeflateStream(coded, CompressionLevel.Fastest),
            _ => throw new ArgumentException(coding),
        })
        {
            // As a server does that flushes each event.
            foreach (byte[] piece in body.Chunk(300))
            {
                coder.Write(piece);
                coder.Flush();
            }
        }

        return coded.ToArray();
    }

}
