using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LlmPolicy.Samples;

/// <summary>The requests of a <c>.http</c> file, each under a title that starts with the status it gets.</summary>
internal static partial class HttpFile
{
    public static IReadOnlyList<(int Status, HttpRequestMessage Request)> Parse(string text)
    {
        foreach (Match variable in Variable().Matches(text))
        {
            text = text.Replace("{{" + variable.Groups[1].Value + "}}", variable.Groups[2].Value.Trim());
        }

        return [.. text.Split("\n### ")[1..].Select(Request)];
    }

    private static (int Status, HttpRequestMessage Request) Request(string section)
    {
        string[] parts = section.Split("\n\n", 2);
        string[] head = parts[0].Split('\n');
        string[] line = head[1].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(line[0]), line[1]) { Content = new StringContent(parts[1].Trim()) };
        foreach (string[] header in head[2..].Select(h => h.Split(": ", 2)))
        {
            if (header[0] == "Content-Type")
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(header[1]);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(header[0], header[1]);
            }
        }

        return (int.Parse(head[0][..3]), request);
    }

    [GeneratedRegex("^@([a-zA-Z]+) = (.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
