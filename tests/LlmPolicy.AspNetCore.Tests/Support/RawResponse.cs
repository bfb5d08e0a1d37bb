using System.Globalization;

namespace LlmPolicy.AspNetCore.Tests.Support;

internal sealed record RawResponse(int Status, string Head, string Body)
{
    /// <summary>A header's first line; null if there is none.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1).Select(line => line.Split(": ", 2)).FirstOrDefault(line => line[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];

    public static RawResponse Parse(string text)
    {
        string[] parts = text.Split("\r\n\r\n", 2);
        int status = parts[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(parts[0].AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        string body = parts.Length > 1 ? parts[1] : "";
        return new RawResponse(status, parts[0], parts[0].Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Join(body) : body);
    }

    private static string Join(string chunks)
    {
        string body = "";
        int length;
        while ((length = int.Parse(chunks.Split("\r\n")[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)) > 0)
        {
            int start = chunks.IndexOf("\r\n", StringComparison.Ordinal) + 2;
            body += chunks.Substring(start, length);
            chunks = chunks[(start + length + 2)..];
        }

        return body;
    }
}
