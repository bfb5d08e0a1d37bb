using System.Text.RegularExpressions;

namespace LlmPolicy.Assurance.Properties;

/// <summary>What a request means, by the documentation's words and nothing else: no JSON is read, no signature looked at.</summary>
internal static class Meaning
{
    private const long UsualSkew = 60;

    private static readonly long Now = AskShape.Now.ToUnixTimeSeconds();

    /// <summary>Whether the request goes upstream.</summary>
    public static bool IsForwarded(AskShape asking)
    {
        var (policy, token) = (asking.Policy, asking.Token);
        if (asking.Path == PolicyShape.Free)
        {
            return true;
        }

        var provider = Accepting(asking);
        bool passes = provider is not null || policy.Tolerance == "ALLOW_MISSING_OR_FAILED" || (policy.Tolerance == "ALLOW_MISSING" && IsMissing(asking));
        return passes && IsPermitted(asking, provider is null ? [] : [(provider, token!)]);
    }

    /// <summary>Whether the rules let callers with these good tokens do it.</summary>
    public static bool IsPermitted(AskShape asking, IReadOnlyList<(ProviderShape Provider, TokenShape Token)> callers) =>
        asking.Policy.RulesAt(asking.Path) is not { } rules || rules.Any(rule => Allows(rule, asking, callers));

    /// <summary>Whether the caller is known to those behind.</summary>
    public static bool IsVerified(AskShape asking) => asking.Path != PolicyShape.Free && Accepting(asking) is not null;

    /// <summary>The provider that accepts the token; null for none.</summary>
    public static ProviderShape? Accepting(AskShape asking) => asking.Token is { } token ? asking.Policy.Providers.FirstOrDefault(provider => IsGood(provider, token, asking.Policy)) : null;

    /// <summary>Whether a provider finds the token and accepts it.</summary>
    public static bool IsGood(ProviderShape provider, TokenShape token, PolicyShape policy) => provider.Place == token.PlaceIn(policy) && Accepts(provider, token, policy);

    /// <summary>Whether no provider finds a token.</summary>
    private static bool IsMissing(AskShape asking) => asking.Token is not { } token || asking.Policy.Providers.All(provider => provider.Place != token.PlaceIn(asking.Policy));

    private static bool Accepts(ProviderShape provider, TokenShape token, PolicyShape policy) =>
        IsKeyOf(provider, token, policy)
        && (provider.Issuer is null || Text(token.Claims["iss"]) == provider.Issuer)
        && IsInTime(token.Claims, provider.Skew == 0 ? UsualSkew : provider.Skew)
        && (provider.Audiences.Count == 0 || Texts(token.Claims["aud"]).Select(Bare).Intersect(provider.Audiences.Select(Bare)).Any());

    private static bool IsKeyOf(ProviderShape provider, TokenShape token, PolicyShape policy)
    {
        string algorithm = token.ProviderOf(policy).Algorithm;
        bool isSameKind = provider.Algorithm == algorithm || (IsRsa(provider.Algorithm) && IsRsa(algorithm));
        return isSameKind && (provider.Algorithm == algorithm || !provider.NamesAlgorithm)
            && provider.Keys.Any(key => key.Key == token.KeyOf(policy) && (key.KeyId is null || token.KeyId is null or "" || token.KeyId == key.KeyId));
    }

    private static bool IsRsa(string algorithm) => algorithm[..2] is "RS" or "PS";

    private static bool IsInTime(JsonTree claims, long skew) =>
        Number(claims["nbf"]) <= Now + skew && (Number(claims["exp"]) is 0 || Now <= Number(claims["exp"]) + skew);

    private static bool Allows(RuleShape rule, AskShape asking, IReadOnlyList<(ProviderShape Provider, TokenShape Token)> callers) =>
        asking.Path.StartsWith(rule.PathPrefix ?? "", StringComparison.Ordinal)
        && (rule.Methods.Count == 0 || rule.Methods.Contains(asking.Method))
        && rule.Principals.Any(principal => Fits(principal, rule.Delimiter, [.. callers.Where(caller => principal.Provider is null || principal.Provider == caller.Provider.Name)]));

    /// <summary>Of several callers each claim may be another's (differences.md).</summary>
    private static bool Fits(PrincipalShape principal, string? delimiter, (ProviderShape Provider, TokenShape Token)[] callers) => callers.Length > 0
        && principal.Claims.All(claim => callers.Any(caller => Matches(principal.Matcher, claim.Value, caller.Token.Claims.At(delimiter is null ? [claim.Claim] : claim.Claim.Split(delimiter)))));

    private static bool Matches(string matcher, string wanted, JsonTree? claim) => matcher switch
    {
        "BOOLEAN" => claim is JsonTree.Flag { Value: var flag } && flag == (wanted == "true"),
        "LIST_CONTAINS" => claim is JsonTree.List { Items: var items } && items.OfType<JsonTree.Text>().Any(item => item.Value == wanted),
        "REGEX_MATCH" => claim is JsonTree.Text { Value: var text } && Regex.IsMatch(text, $"\\A(?:{wanted})\\z", RegexOptions.CultureInvariant),
        _ => claim is JsonTree.Text { Value: var text } && text == wanted,
    };

    private static string Text(JsonTree? claim) => claim is JsonTree.Text { Value: var text } ? text : "";

    private static long Number(JsonTree? claim) => claim is JsonTree.Number { Value: var number } ? number : 0;

    private static IEnumerable<string> Texts(JsonTree? claim) => claim is JsonTree.List { Items: var items } ? items.Select(Text) : claim is JsonTree.Text ? [Text(claim)] : [];

    /// <summary>An audience without what does not count of it.</summary>
    private static string Bare(string audience)
    {
        string rest = audience.StartsWith("http://", StringComparison.Ordinal) ? audience[7..] : audience.StartsWith("https://", StringComparison.Ordinal) ? audience[8..] : audience;
        return rest.EndsWith('/') ? rest[..^1] : rest;
    }
}
