using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmPolicy.Fuzzing;

/// <summary>
/// A token. Behind a first byte <c>s</c> there are header and payload, a line break between them, which get a good signature whatever they say; behind any other, the whole value of
/// <c>Authorization</c>.
/// </summary>
internal sealed class TokenInput : ReaderInput
{
    private static readonly byte[] Secret = SHA512.HashData("a key to try readers with"u8);

    private static readonly SigningKey Key = new("HS256", "", $"\"kty\":\"oct\",\"k\":\"{SigningKey.Encode(Secret)}\"", data => HMACSHA256.HashData(Secret, data));

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly CompiledPolicy _policy = Policies.Compile($$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: tokens, namespace: default }
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt:
                providers:
                  one:
                    issuer: solo.io
                    audiences: [a, b]
                    claimsToHeaders: [{ claim: team, header: x-team }, { claim: level, header: x-level }]
                    jwks: { local: { key: '{{Key.Jwk()}}' } }
            routes:
            - matchers: [{ prefix: / }]
              routeAction: { single: { upstream: { name: model, namespace: default } } }
              options:
                rbac:
                  policies:
                    viewer:
                      nestedClaimDelimiter: .
                      principals:
                      - jwtPrincipal: { claims: { llms.huggingface: latest }, matcher: LIST_CONTAINS }
                    admin:
                      principals:
                      - jwtPrincipal: { claims: { admin: "true" }, matcher: BOOLEAN }
                    named:
                      principals:
                      - jwtPrincipal: { claims: { sub: anna } }
        """);

    public override string Name => "token";

    public override IEnumerable<byte[]> Seeds =>
    [
        .. Payloads.Select(payload => Encoding.UTF8.GetBytes("s" + """{"alg":"HS256","typ":"JWT"}""" + $"\n{payload}")),
        """s{"kid":"\u0061","alg":"HS256","x":[1,2.5e3,null,{}]}"""u8.ToArray().Concat("\n"u8.ToArray()).Concat(Encoding.UTF8.GetBytes(Payloads[0])).ToArray(),
        Encoding.UTF8.GetBytes($"Bearer {Key.Sign(Payloads[0])}"),
        Encoding.UTF8.GetBytes($"Bearer {Key.Sign(Payloads[1])}, Bearer a.b.c"),
    ];

    public override IEnumerable<string> Words =>
        ["\"iss\":", "\"aud\":", "\"exp\":", "\"nbf\":", "\"iat\":", "\"sub\":", "\"alg\":", "\"kid\":", "\"typ\":", "\"crit\":", "\"llms\":", "\"huggingface\":", "\"latest\"", "\"team\":", "\"level\":", "true", "null", "\\u0000", "\\ud83d\\ude00", "1e400", "Bearer "];

    private static string[] Payloads { get; } =
    [
        """{"iss":"solo.io","aud":"a","exp":1900000000,"sub":"bo","llms":{"huggingface":["latest","other"]},"team":"x","level":3}""",
        """{"iss":"solo.io","aud":["c","b"],"nbf":1.7e9,"sub":"anna"}""",
        """ {"admin":true , "iss":"solo\u002eio","aud":["a"],"level":-0.5,"team":"\ud83d\ude00"} """,
        """{"iss":"other","aud":"z","sub":null,"llms":[]}""",
    ];

    public override bool Read(byte[] input)
    {
        string? payload = null;
        string credentials = Encoding.Latin1.GetString(input);
        if (input is [(byte)'s', .. var rest])
        {
            int end = Array.IndexOf(rest, (byte)'\n');
            byte[] claims = end < 0 ? rest : rest[(end + 1)..];
            payload = Encoding.UTF8.GetString(claims);
            credentials = $"Bearer {Key.SignParts(SigningKey.Encode(end < 0 ? [] : rest[..end]), SigningKey.Encode(claims))}";
        }

        PolicyRequest request = new() { Method = "POST", Target = "/", Authority = "a", Headers = [new("Authorization", credentials), new("x-team", "forged")] };
        var decision = _policy.Evaluate(request, PolicyFacts.None, Now);
        PolicyFacts remembering = new() { Tokens = new TokenCache(16) };

        Promise(Same(decision, _policy.Explain(request, PolicyFacts.None, Now).Decision), "it is explained otherwise than it is decided");
        for (int i = 0; i < 2; i++)
        {
            Promise(Same(decision, _policy.Evaluate(request, remembering, Now)), "a cache changes the decision");
        }

        if (decision.Forwarding is not { } forwarding)
        {
            return false;
        }

        Promise(forwarding.RequestHeaders.All(change => change.Value is not { } value || value.AsSpan().IndexOfAny("\r\n\0") < 0), "a claim ends a header's line");
        if (payload is not null)
        {
            Promise(MayPass(payload), "claims that another reader does not find let the caller in");
        }

        return true;
    }

    private static bool Same(PolicyDecision one, PolicyDecision other) =>
        one.Reason == other.Reason && one.Outcome == other.Outcome && one.Position == other.Position && one.Forwarding?.RequestHeaders.Count == other.Forwarding?.RequestHeaders.Count;

    private static bool MayPass(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        var claims = document.RootElement;
        return Is(claims, "iss", "solo.io") && (IsOrHolds(claims, "aud", "a") || IsOrHolds(claims, "aud", "b")) && IsInTime(claims)
            && (Is(claims, "sub", "anna") || (claims.TryGetProperty("admin", out var admin) && admin.ValueKind == JsonValueKind.True)
                || (claims.TryGetProperty("llms", out var llms) && llms.ValueKind == JsonValueKind.Object && llms.TryGetProperty("huggingface", out var models)
                    && models.ValueKind == JsonValueKind.Array && models.EnumerateArray().Any(model => IsText(model, "latest"))));
    }

    private static bool IsInTime(JsonElement claims) =>
        (!claims.TryGetProperty("exp", out var end) || end.GetDouble() + 60 >= Now.ToUnixTimeSeconds()) && (!claims.TryGetProperty("nbf", out var start) || start.GetDouble() - 60 <= Now.ToUnixTimeSeconds());

    private static bool Is(JsonElement claims, string name, string value) => claims.TryGetProperty(name, out var claim) && IsText(claim, value);

    private static bool IsOrHolds(JsonElement claims, string name, string value) =>
        Is(claims, name, value) || (claims.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().Any(item => IsText(item, value)));

    private static bool IsText(JsonElement element, string value) => element.ValueKind == JsonValueKind.String && element.ValueEquals(value);
}
