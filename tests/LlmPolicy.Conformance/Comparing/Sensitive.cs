using System.Text.RegularExpressions;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>The headers that say who somebody is: credentials, what the manifests' secrets hold, claims and tokens.</summary>
internal sealed partial class Sensitive
{
    private readonly HashSet<string> _credentials =
        new(["authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _claims = new(StringComparer.OrdinalIgnoreCase);

    public Sensitive(SuiteGroup group, IEnumerable<HeaderSecret> secrets)
    {
        _credentials.UnionWith(secrets.SelectMany(secret => secret.Headers.Keys));
        _claims.UnionWith(TokenOrClaimHeader().Matches(group.Manifests).Select(match => match.Groups[1].Value));
    }

    /// <summary>The first of them that ours sent upstream and Envoy did not; null if there is none.</summary>
    public string? FirstExtra(HeaderTable request, HeaderTable recorded, HeaderTable ours)
    {
        foreach (string name in ours.Names)
        {
            IReadOnlyList<string> known = recorded.Elements(name);
            IReadOnlyList<string> asked = request.Elements(name);
            IEnumerable<string> unknown = ours.Elements(name).Where(element => !Holds(known, element));
            if (unknown.FirstOrDefault(element => Says(name, element, inRecording: known.Count > 0, byCaller: Holds(asked, element))) is { } extra)
            {
                return $"{name} {OneLine.Quote(extra)}";
            }
        }

        return null;
    }

    /// <summary>A claim written otherwise says the same; one that Envoy does not send, or that the caller wrote, does not.</summary>
    private bool Says(string name, string element, bool inRecording, bool byCaller) =>
        _credentials.Contains(name) || Token().IsMatch(element) || (_claims.Contains(name) && (!inRecording || byCaller));

    /// <summary>The crumbs of a cookie say the same on one line as on several (RFC 9113, 8.2.3).</summary>
    private static bool Holds(IReadOnlyList<string> elements, string element) =>
        elements.Any(text => WireText.Matches(text, element))
        || (element.Contains(';', StringComparison.Ordinal) && Crumbs(element).All(crumb => elements.SelectMany(Crumbs).Any(text => WireText.Matches(text, crumb))));

    private static IEnumerable<string> Crumbs(string element) => element.Split(';').Select(crumb => crumb.Trim(' ', '\t'));

    /// <summary>A token source's and a claim's header stand in the manifests as <c>header: NAME</c>.</summary>
    [GeneratedRegex("""\bheader["']?:[ \t]+["']?([A-Za-z0-9!#$%&'*+.^_`|~-]+)""")]
    private static partial Regex TokenOrClaimHeader();

    [GeneratedRegex(@"e[w-z][\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();
}
