using System.Text.Json;

namespace LlmPolicy.Conformance.Rules;

/// <summary>
/// Weak keys. In a manifest they are errors that name the rule; in a fetched set the key is left out, and its tokens are refused.
/// </summary>
internal static class KeyRules
{
    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        Rule("key.rsa-size", "An RSA key under 2048 bits can be broken.", RemoteKey.IsShortRsa),
        Rule("key.hmac-size", "An HMAC key shorter than its hash can be guessed (RFC 7518, 3.2).", RemoteKey.IsShortHmac),
        Rule("key.curve", "A curve that is not its algorithm's verifies nothing that was meant (RFC 7518, 3.4).", RemoteKey.IsOfAnotherCurve),
    ];

    private static DifferenceRule Rule(string id, string reason, Func<JsonElement, bool> weak) =>
        new(id, reason, difference => difference.RefusesForwarded(401) && RemoteKey.In(difference.Group).Any(weak));
}
