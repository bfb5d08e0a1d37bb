using System.Text.Json;

namespace LlmPolicy.Conformance.Rules;

/// <summary>
/// Weak keys. In a manifest they are errors that name the rule; in a fetched set the key is left out, and what Envoy verifies with it
/// is refused here, before anything that Envoy would answer then.
/// </summary>
internal static class KeyRules
{
    /// <summary>What a token gets whose key is not in the set.</summary>
    private static readonly string[] WithoutKey = ["Jwks doesn't have key to match kid or alg from Jwt", "Jwt verification fails"];

    /// <summary>What every token gets where no key is left in the set.</summary>
    private const string WithoutKeys = "Jwks remote fetch is failed";

    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        Rule("key.rsa-size", "An RSA key under 2048 bits can be broken.", RemoteKey.IsShortRsa),
        Rule("key.hmac-size", "An HMAC key shorter than its hash can be guessed (RFC 7518, 3.2).", RemoteKey.IsShortHmac),
    ];

    private static DifferenceRule Rule(string id, string reason, Func<JsonElement, bool> weak) =>
        new(id, reason, difference => RemoteKey.In(difference.Group).Any(key => weak(key) && IsMissed(key, difference)));

    private static bool IsMissed(JsonElement key, Difference difference) =>
        RequestToken.In(difference.Request).Any(
            token => difference.Answers(401, WithoutKeys) || (difference.Answers(401, WithoutKey) && RemoteKey.Fits(key, token)));
}
