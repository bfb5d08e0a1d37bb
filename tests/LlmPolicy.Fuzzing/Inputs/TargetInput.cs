using System.Text;

namespace LlmPolicy.Fuzzing;

/// <summary>A request's target, from its first byte on; behind a line break, its <c>Host</c>.</summary>
internal sealed class TargetInput : ReaderInput
{
    private const string Open = "/open/";

    private readonly CompiledPolicy _policy = Policies.Compile("""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: targets, namespace: default }
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt: { providers: { one: { issuer: a, jwks: { local: { key: '{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}' } } } } }
            routes:
            - matchers: [{ prefix: /open/ }]
              options: { jwt: { disable: true } }
              routeAction: { single: { upstream: { name: model, namespace: default } } }
            - matchers: [{ regex: "/v[0-9]+/chat(/.*)?", queryParameters: [{ name: key, value: "a b" }] }]
              options: { jwt: { disable: true }, regexRewrite: { pattern: { regex: "^/v([0-9]+)/" }, substitution: "/open/v\\1/" } }
              routeAction: { single: { upstream: { name: model, namespace: default } } }
            - matchers: [{ exact: /exact }]
              options: { jwt: { disable: true }, prefixRewrite: /open/models }
              routeAction: { single: { upstream: { name: model, namespace: default } } }
            - matchers: [{ prefix: / }]
              routeAction: { single: { upstream: { name: model, namespace: default } } }
        """);

    public override string Name => "target";

    public override IEnumerable<byte[]> Seeds => Targets.Select(Encoding.Latin1.GetBytes);

    public override IEnumerable<string> Words => ["%2e", "%2F", "%5C", "%00", "//", "/./", "?key=", "&key=", "a%20b", "#", ";", "\\", "http://", "/open/", "/v1/chat", "/exact", "%C0%AE", "+", "@", ":"];

    private static string[] Targets { get; } =
    [
        "/open/a/b?c=d", "/open/%41/./b//c", "/v1/chat/a?key=a+b&x=%20", "/exact", "/exact?key=1#f", "http://a.example:80/open/x?y", "*", "/", "/open/a;b/c", "/open/\\a\nlocalhost:8080",
        "/v12/chat?key=a%20b\n[::1]:443", "/other/a",
    ];

    public override bool Read(byte[] input)
    {
        string[] parts = Encoding.Latin1.GetString(input).Split('\n', 2);
        PolicyRequest request = new() { Method = "GET", Target = parts[0], Authority = parts.Length > 1 ? parts[1] : "a" };
        var decision = _policy.Evaluate(request, PolicyFacts.None, DateTimeOffset.UnixEpoch);
        Promise(_policy.Explain(request, PolicyFacts.None, DateTimeOffset.UnixEpoch).Decision.Reason == decision.Reason, "it is explained otherwise than it is decided");
        if (decision.Forwarding is not { } forwarding)
        {
            return false;
        }

        string target = forwarding.Target;
        string path = target.Split('?')[0];
        Promise(target.All(c => c is > ' ' and not '\u007f') && !target.Contains('#', StringComparison.Ordinal), "a target that is none goes upstream");
        Promise(path.StartsWith(Open, StringComparison.Ordinal), "what stands open leads elsewhere");
        Promise(!path.Split('/', '\\').Any(segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or ".."), "a path is forwarded that its reader may leave");
        return true;
    }
}
