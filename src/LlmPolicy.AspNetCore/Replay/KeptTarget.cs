using System.Text.RegularExpressions;
using LlmPolicy.Explaining;

namespace LlmPolicy.Replay;

/// <summary>A target as records keep it: whole but for values, of which those alone are there that a policy reads. All names stay.</summary>
/// <param name="read">The query parameters that matchers and templates read, not decoded as they read them.</param>
/// <param name="credentials">Those of which no value is kept, whoever reads it.</param>
internal sealed partial class KeptTarget(IReadOnlySet<string> read, IReadOnlySet<string> credentials)
{
    /// <summary>Where every policy with models or budgets looks for a model.</summary>
    private static readonly HashSet<string> Models = new(["model", "deployment"], StringComparer.OrdinalIgnoreCase);

    public string Of(string target)
    {
        target = UserInfo().Replace(target, "$1");
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = PathParameter().Replace(query < 0 ? target : target[..query], $"$1{ReplayRecord.Masked}");
        return CallerText.WithoutKeys(query < 0 ? path : $"{path}?{string.Join('&', target[(query + 1)..].Split('&').Select(Part))}");
    }

    /// <summary>Whether a parameter is there that may hold a token.</summary>
    public bool HasCredential(string target) =>
        target.Split('?', 2) is [_, var query] && query.Split('&', ';').Any(part => credentials.Contains(Name(part)));

    private string Part(string part) =>
        read.Contains(part.Split('=')[0]) && !credentials.Contains(Name(part)) ? part : string.Join(';', part.Split(';').Select(Piece));

    /// <summary>Some read a semicolon as the end of a parameter.</summary>
    private static string Piece(string piece)
    {
        int equals = piece.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 || equals == piece.Length - 1 || Models.Contains(Name(piece)) ? piece : $"{piece[..equals]}={ReplayRecord.Masked}";
    }

    private static string Name(string part) => Uri.UnescapeDataString(part.Split('=')[0].Replace('+', ' '));

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    /// <summary>As <c>;jsessionid=...</c>.</summary>
    [GeneratedRegex("(;[^/;=]*=)[^/;]+", RegexOptions.CultureInvariant)]
    private static partial Regex PathParameter();
}
