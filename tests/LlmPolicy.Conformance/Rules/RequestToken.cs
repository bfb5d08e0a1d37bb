using System.Text.RegularExpressions;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>What looks like a token in a request. Every header and query parameter may hold one: the manifests say which count.</summary>
internal sealed partial record RequestToken(string Text, Base64UrlPart Header, Base64UrlPart Payload, Base64UrlPart Signature)
{
    public static IEnumerable<RequestToken> In(CaseRequest request)
    {
        IEnumerable<string> headers = request.Headers.Select(header => header[1].Trim(' ', '\t'));
        int query = request.Target.IndexOf('?', StringComparison.Ordinal);
        IEnumerable<string> parameters = query < 0 ? [] : request.Target[(query + 1)..].Split('&');
        return headers.Concat(parameters).Select(Find).OfType<RequestToken>();
    }

    /// <summary>A token begins at the start of a word, maybe with dots, and goes on to the end of the value.</summary>
    private static RequestToken? Find(string value)
    {
        for (Match start = WordStart().Match(value); start.Success; start = start.NextMatch())
        {
            Match match = Form().Match(value, start.Index);
            if (match.Success && Part(match, 1).BeginsObject)
            {
                return new RequestToken(match.Value, Part(match, 1), Part(match, 2), Part(match, 3));
            }
        }

        return null;
    }

    private static Base64UrlPart Part(Match match, int index) => new(match.Groups[index].Value);

    [GeneratedRegex(@"(?<![\w.-])[\w.-]")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\G\.*([\w\t -]+=*[\t ]*)\.([^.]*)\.(.*)$")]
    private static partial Regex Form();
}
