using System.Buffers.Text;

namespace LlmPolicy.Connections;

/// <summary>The beginning of an answer, as it stands on the wire.</summary>
internal static class AnswerHead
{
    /// <summary>The status code in a status line (RFC 9112, 4); 0 where there is none, or not yet.</summary>
    public static int StatusOf(ReadOnlySpan<byte> answer) =>
        answer.Length >= 12 && answer.StartsWith("HTTP/1."u8) && answer[8] == ' ' && Utf8Parser.TryParse(answer[9..12], out int status, out int digits) && digits == 3 ? status : 0;

    /// <summary>Whether a line is a status line that .NET's client reads: what it does not, it shows in its exception.</summary>
    public static bool IsStatusLine(ReadOnlySpan<byte> line) =>
        line.Length >= 12 && line.StartsWith("HTTP/1."u8) && char.IsAsciiDigit((char)line[7]) && line[8] == ' '
        && char.IsAsciiDigit((char)line[9]) && char.IsAsciiDigit((char)line[10]) && char.IsAsciiDigit((char)line[11]) && (line.Length == 12 || line[12] == ' ');

    /// <summary>The final answer among what has come: where it begins, and its status; a status of 0: it has not come.</summary>
    public static (int Start, int StatusCode) FinalIn(ReadOnlySpan<byte> answer)
    {
        int start = 0;
        while (StatusOf(answer[start..]) is >= 100 and < 200 and not 101)
        {
            int end = answer[start..].IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return (start, 0);
            }

            start += end + 4;
        }

        return (start, StatusOf(answer[start..]));
    }
}
