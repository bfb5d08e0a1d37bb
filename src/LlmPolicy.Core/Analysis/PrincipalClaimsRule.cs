using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A principal whose claims no token can have: of a type that the claim never is, or one inside another that has to be a value.</summary>
internal sealed class PrincipalClaimsRule : IAnalysisRule
{
    /// <summary>RFC 7519, 4.1, and what Envoy takes: a token with another type is refused before any claim is looked at.</summary>
    private static readonly Dictionary<string, (string Type, ClaimMatcherKind[] Fitting)> Registered = new()
    {
        ["iss"] = ("a string", [ClaimMatcherKind.ExactString, ClaimMatcherKind.RegexMatch]),
        ["sub"] = ("a string", [ClaimMatcherKind.ExactString, ClaimMatcherKind.RegexMatch]),
        ["jti"] = ("a string", [ClaimMatcherKind.ExactString, ClaimMatcherKind.RegexMatch]),
        ["aud"] = ("a string or a list", [ClaimMatcherKind.ExactString, ClaimMatcherKind.RegexMatch, ClaimMatcherKind.ListContains]),
        ["exp"] = ("a number", []),
        ["nbf"] = ("a number", []),
        ["iat"] = ("a number", []),
    };

    public void Check(AnalysisContext context)
    {
        foreach (var policy in context.Written.Policies)
        {
            foreach (var principal in policy.Principals.Select(p => p.JwtPrincipal).OfType<JwtPrincipal>())
            {
                Check(principal, policy, context);
            }
        }
    }

    private static void Check(JwtPrincipal principal, RbacPolicy policy, AnalysisContext context)
    {
        var claims = principal.Claims.Select(c => (c.Name, c.Value, Path: policy.PathOf(c.Name))).ToList();
        var names = claims.DistinctBy(c => Key(c.Path)).ToDictionary(c => Key(c.Path), c => c.Name);
        var lengths = names.Keys.Select(k => k.Length).ToHashSet();
        foreach (var (name, value, path) in claims)
        {
            if (path is [var registered] && Registered.TryGetValue(registered, out var type) && !type.Fitting.Contains(principal.Matcher))
            {
                Report(name, $"The principal never matches: '{name}' is {type.Type}.", "Use a matcher that fits the type, or ask for another claim.", context);
            }

            if (Outer(Key(path), names, lengths) is { } outer)
            {
                Report(name, $"The principal never matches: '{outer}' would have to be a value, and an object that holds '{name}'.", "Ask for one of them, or in two principals.", context);
            }

            if (principal.Matcher == ClaimMatcherKind.RegexMatch && DeadRegex.Of(value.Value) is { } problem)
            {
                Report(value, $"The principal never matches: of its regular expression {problem}.", "It has to match the whole claim.", context);
            }
        }
    }

    /// <summary>The claim that a path goes through, and that is asked for too.</summary>
    private static Text? Outer(string key, Dictionary<string, Text> names, HashSet<int> lengths)
    {
        for (int end = key.IndexOf('\0', StringComparison.Ordinal); end >= 0; end = key.IndexOf('\0', end + 1))
        {
            if (lengths.Contains(end) && names.TryGetValue(key[..end], out var outer))
            {
                return outer;
            }
        }

        return null;
    }

    private static string Key(string[] path) => string.Join('\0', path);

    private static void Report(Text text, string message, string remedy, AnalysisContext context) =>
        context.Warn(DiagnosticCodes.NeverAllows, text.Position, message, remedy);
}
