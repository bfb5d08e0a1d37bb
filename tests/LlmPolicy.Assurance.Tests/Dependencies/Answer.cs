using System.Globalization;
using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What a client got, up to the end of its connection or until it had enough.</summary>
/// <param name="Text">What is kept of it, head and body.</param>
/// <param name="Length">How many bytes there were.</param>
/// <param name="IsReset">Whether the connection was reset.</param>
internal sealed record Answer(string Text, long Length, bool IsReset)
{
    /// <summary>As much of it is kept.</summary>
    public const int Kept = 128 * 1024;

    /// <summary>0: none came.</summary>
    public int Status => Text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && Text.Length > 12 ? int.Parse(Text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;

    public string Body => Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end ? Text[(end + 4)..] : "";

    /// <summary>Whether the answer came to its own end: its length, its last chunk, or none is announced.</summary>
    public bool IsWhole => Text.Contains("\r\n\r\n", StringComparison.Ordinal) && !IsReset
        && (Arrival.Header(Text, "content-length") is { } length ? Body.Length == int.Parse(length, CultureInfo.InvariantCulture)
            : Arrival.Header(Text, "transfer-encoding") is null || Body.EndsWith("0\r\n\r\n", StringComparison.Ordinal));

    /// <summary>How many header lines of a name there are.</summary>
    public int Count(string name) => Text.Split("\r\n").Skip(1).TakeWhile(line => line.Length > 0).Count(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    public static async Task<Answer> ReadAsync(Stream client, long enough, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[64 * 1024];
        long length = 0;
        try
        {
            while (length < enough && await client.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, (int)Math.Min(read, Math.Max(0, Kept - length))));
                length += read;
            }
        }
        catch (IOException)
        {
            return new Answer(text.ToString(), length, IsReset: true);
        }

        return new Answer(text.ToString(), length, IsReset: false);
    }
}
