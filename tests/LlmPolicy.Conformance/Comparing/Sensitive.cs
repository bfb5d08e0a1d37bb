using System.Text.RegularExpressions;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>The headers that say who somebody is: credentials, claims, and what the manifests' secrets hold.</summary>
internal sealed partial class Sensitive
{
    private readonly HashSet<string> _names =
        new(["authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"], StringComparer.OrdinalIgnoreCase);

    public Sensitive(SuiteGroup group, IEnumerable<HeaderSecret> secrets)
    {
        _names.UnionWith(TokenOrClaimHeader().Matches(group.Manifests).Select(match => match.Groups[1].Value));
        _names.UnionWith(secrets.SelectMany(secret => secret.Headers.Keys));
    }

    /// <summary>The first such header, or token, that ours sent upstream and Envoy did not; null if there is none.</summary>
    public string? FirstExtra(HeaderTable recorded, HeaderTable ours)
    {
        foreach (string name in ours.Names)
        {
            IReadOnlyList<string> known = recorded.Elements(name);
            if (ours.Elements(name).FirstOrDefault(element => IsExtra(name, element, known)) is { } extra)
            {
                return $"{name} {OneLine.Quote(extra)}";
            }
        }

        return null;
    }

    private bool IsExtra(string name, string element, IReadOnlyList<string> known) =>
        (_names.Contains(name) || Token().IsMatch(element)) && !known.Any(value => WireText.Matches(value, element));

    /// <summary>A token source's and a claim's header stand in the manifests as <c>header: NAME</c>.</summary>
    [GeneratedRegex("""\bheader["']?:[ \t]+["']?([A-Za-z0-9!#$%&'*+.^_`|~-]+)""")]
    private static partial Regex TokenOrClaimHeader();

    [GeneratedRegex(@"e[w-z][\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();
}
