using System.Text.Json;

namespace LlmPolicy.Conformance.Rules;

internal static class TokenRules
{
    private const int LongestToken = 16 * 1024;

    /// <summary>What a token is refused with that breaks one of the rules; one that breaks several has the first one's.</summary>
    private static readonly string[] Bodies =
    [
        "Jwt is longer than 16 KiB", "Jwt is not encoded as RFC 7515 asks", "Jwt header is an invalid JSON", "Jwt payload is an invalid JSON",
        "Jwt header [crit] names an extension that is not understood", "Jwt header [b64] is not supported", "Jwt header [zip] is not supported",
    ];

    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        Rule("token.size", "A token over 16 KiB is an attempt to make work, not a caller.", token => token.Text.Length > LongestToken),
        Rule("token.base64url", "A token has one spelling (RFC 7515, 2): padding, white space and stray bits make others.", IsNotCanonical),
        Rule("token.json", "JSON that RFC 8259 does not allow, or over 32 levels, reads otherwise elsewhere.", IsNotJson),
        Rule("token.crit", "An extension that must be understood (RFC 7515, 4.1.11) and is not known.", token => Has(token, "crit")),
        Rule("token.b64", "An unencoded payload (RFC 7797) is not what was signed.", IsUnencoded),
        Rule("token.zip", "A compressed payload (RFC 7516, 4.1.3) is no claim set.", token => Has(token, "zip")),
    ];

    private static DifferenceRule Rule(string id, string reason, Func<RequestToken, bool> holds) =>
        new(id, reason, difference => difference.RefusesForwarded(401, Bodies) && RequestToken.In(difference.Request).Any(holds));

    private static bool IsNotCanonical(RequestToken token) =>
        token.Text.StartsWith('.') || !token.Header.IsCanonical || !token.Payload.IsCanonical || !token.Signature.IsCanonical;

    private static bool IsNotJson(RequestToken token) => token.Header.IsNoJson || token.Payload.IsNoJson;

    private static bool IsUnencoded(RequestToken token) => token.Header.Member("b64") is { ValueKind: not JsonValueKind.True };

    private static bool Has(RequestToken token, string member) => token.Header.Member(member) is not null;
}
