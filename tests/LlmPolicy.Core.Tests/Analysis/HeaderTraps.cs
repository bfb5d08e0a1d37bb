namespace LlmPolicy.Tests;

/// <summary>LLMP203x: secrets and headers.</summary>
internal static class HeaderTraps
{
    private const string Get = "prefix: /, methods: [GET]";

    private static readonly ResourceName Key = new("default", "unknown");

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a Secret that appends by default"] = new(
            DiagnosticCodes.SecretAppended, Add("§{headerSecretRef: {name: key, namespace: default}}"), "Authorization"),
        ["a Secret that appends"] = new(
            DiagnosticCodes.SecretAppended, Add("§{headerSecretRef: {name: key, namespace: default}, append: true}"), "default/key"),
        ["a Secret that appends beside another header's removal"] = new(
            DiagnosticCodes.SecretAppended, Add("§{headerSecretRef: {name: key, namespace: default}}", "requestHeadersToRemove: [cookie]"), "default/key"),
        ["a Secret whose headers nobody here knows"] = new(
            DiagnosticCodes.SecretAppended, Add("§{headerSecretRef: {name: unknown, namespace: default}}"), "default/unknown")
        {
            Options = new() { Secrets = new HashSet<ResourceName> { Key } },
        },
        ["a Secret over plain HTTP"] = new(
            DiagnosticCodes.SecretInPlainText,
            Sound.Host(Plain("{" + Sound.Secret + "}"), Sound.Jwt, Sound.Upstream("plain", "{static: {hosts: [{addr: §api.example, port: 80}]}}")), "api.example"),
        ["a Secret over plain HTTP to an address"] = new(
            DiagnosticCodes.SecretInPlainText,
            Sound.Host(Plain("{" + Sound.Secret + "}"), Sound.Jwt, Sound.Upstream("plain", "{static: {hosts: [{addr: 10.0.0.1, port: 80}, {addr: §203.0.113.1, port: 80}]}}")),
            "203.0.113.1"),
        ["a Secret over plain HTTP to an address of the options"] = new(
            DiagnosticCodes.SecretInPlainText,
            Sound.Host(Plain("{" + Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef") + "}"), Sound.Jwt), "api.example")
        {
            Options = new() { Upstreams = new Dictionary<ResourceName, Uri> { [new("default", "plain")] = new("http://api.example/") } },
        },
        ["a Secret of one destination over plain HTTP"] = new(
            DiagnosticCodes.SecretInPlainText,
            Sound.Host(
                $$"""
                - matchers: [{ {{Get}} }]
                  routeAction:
                    multi:
                      destinations:
                        - {destination: {upstream: {name: tls} }, weight: 1}
                        - {destination: {upstream: {name: plain} }, weight: 1, options: { {{Sound.Secret}} } }
                """,
                Sound.Jwt, Sound.Upstream("plain", "{static: {hosts: [{addr: §api.example, port: 80}]}}")),
            "api.example"),
        ["a Secret for everybody"] = new(
            DiagnosticCodes.UnguardedSecret, Sound.Host(Sound.Route(Get, "{" + Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef") + "}")), "default/vs:routes[0]"),
        ["a host's Secret for everybody, by two routes"] = new(
            DiagnosticCodes.UnguardedSecret,
            Sound.Host(Sound.Route(Get) + "\n" + Sound.Route("prefix: /, methods: [HEAD]"), Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef")),
            "default/vs:routes[0] and 1 more"),
        ["a Secret where tokens are switched off"] = new(
            DiagnosticCodes.UnguardedSecret,
            Sound.Host(Sound.Route(Get, "{jwt: {disable: true}, " + Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef") + "}"), Sound.Jwt), "default/key"),
        ["a Secret on a request with a body"] = new(
            DiagnosticCodes.ModelUnchecked, Sound.Host(Sound.Route("prefix: /", "{" + Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef") + "}"), Sound.Jwt), "default/key"),
        ["a host's Secret at two routes"] = new(
            DiagnosticCodes.ModelUnchecked,
            Sound.Host(
                Sound.Route("prefix: /a, methods: [POST]") + "\n" + Sound.Route("prefix: /b, methods: [POST]"),
                Sound.Jwt + "\n" + Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef")),
            "default/key"),
        ["a provider's key in its Upstream"] = new(
            DiagnosticCodes.InlineKey, Sound.Host(Sound.Route(Get), Sound.Jwt, Sound.Upstream("ai", "{ai: {openai: {authToken: §{inline: a}}}}")), "default/ai"),
        ["a provider that is written out"] = new(
            DiagnosticCodes.LongForm, Sound.Host(Plain("{" + Sound.Secret + "}"), Sound.Jwt, Sound.Upstream("plain", "{static: {hosts: [{addr: §api.openai.com, port: 443}]}}")), "openai")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["a header set twice"] = new(
            DiagnosticCodes.DuplicateHeader,
            Add("§{header: {key: x-a, value: '1'}, append: false}, {header: {key: X-A, value: '2'}, append: false}"), "'X-A'"),
        ["a Secret set over a header"] = new(
            DiagnosticCodes.DuplicateHeader,
            Add("§{header: {key: authorization, value: Basic a}, append: false}, {headerSecretRef: {name: key, namespace: default}, append: false}"), "'authorization'"),
        ["a route's header that the host sets"] = new(
            DiagnosticCodes.DuplicateHeader,
            Sound.Host(
                Sound.Route("prefix: /", "{headerManipulation: {requestHeadersToAdd: [§{header: {key: x-a, value: '1'}}]}}"),
                Sound.Jwt + "\nheaderManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '2'}, append: false}]}"),
            "sets it later"),
        ["a route's Secret that the host takes off"] = new(
            DiagnosticCodes.DuplicateHeader,
            Sound.Host(
                Sound.Route(Get, "{" + Sound.Secret.Replace("{headerSecretRef", "§{headerSecretRef") + "}"),
                Sound.Jwt + "\nheaderManipulation: {requestHeadersToRemove: [authorization]}"),
            "takes it off later"),
        ["an answer's header that the host takes off"] = new(
            DiagnosticCodes.DuplicateHeader,
            Sound.Host(
                Sound.Route("prefix: /", "{headerManipulation: {responseHeadersToAdd: [§{header: {key: x-a, value: '1'}}]}}"),
                Sound.Jwt + "\nheaderManipulation: {responseHeadersToRemove: [x-a]}"),
            "takes it off later"),
        ["a Secret that no header can carry"] = new(
            DiagnosticCodes.UnusableSecret,
            Sound.Host(Sound.Route("prefix: /"), Sound.Jwt, Manifest.Secret("own", "§Authorization: \"Bearer secret\\n\"")), "default/own")
        {
            Severity = DiagnosticSeverity.Error,
        },
        ["a claim's header with a hyphen"] = Twin("claimsToHeaders: [{claim: sub, header: §x-user-id}]", "'x_user_id'"),
        ["a claim's header with an underscore"] = Twin("claimsToHeaders: [{claim: sub, header: §x_user}]", "'x-user'"),
        ["a Secret's header with a hyphen"] = new(
            DiagnosticCodes.UnderscoreTwin,
            Sound.Host(
                Sound.Route(Get, "{headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: own, namespace: default}, append: false}]}}"), Sound.Jwt,
                Manifest.Secret("own", "§x-api-key: secret")),
            "'x_api_key'")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["two claims in one header"] = new(
            DiagnosticCodes.DuplicateHeader,
            Sound.Host(
                Sound.Route("prefix: /"),
                Sound.JwtOf(Sound.Provider("p", "audiences: [chat], claimsToHeaders: [{claim: sub, header: x-a}, {claim: email, header: §X-A}]"))),
            "'sub'"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a claim's header of one word"] = Sound.Host(Sound.Route("prefix: /"), Sound.JwtOf(Sound.Provider("p", "audiences: [chat], claimsToHeaders: [{claim: sub, header: user}]"))),
        ["a Secret that replaces"] = Add("{headerSecretRef: {name: key, namespace: default}, append: false}"),
        ["a Secret whose header is removed before"] = Add("{headerSecretRef: {name: key, namespace: default}}", "requestHeadersToRemove: [authorization]"),
        ["a Secret in the cluster"] = ToPlain("api.team.svc.cluster.local"),
        ["a Secret to this machine"] = ToPlain("127.0.0.1"),
        ["a Secret to this machine, by IPv4 in IPv6"] = ToPlain("::ffff:127.0.0.1"),
        ["a Secret to a private address, by IPv4 in IPv6"] = ToPlain("::ffff:10.1.2.3"),
        ["a Secret to a neighbour's name"] = ToPlain("ollama"),
        ["a Secret to a private address"] = ToPlain("172.20.0.5"),
        ["a Secret to a private address of IPv6"] = ToPlain("fd00::1"),
        ["no Secret over plain HTTP"] = Sound.Host(Plain("{}"), Sound.Jwt, Sound.Upstream("plain", "{static: {hosts: [{addr: api.example, port: 80}]}}")),
        ["a Secret of one destination over TLS, and another without"] = Sound.Host(
            $$"""
            - matchers: [{ {{Get}} }]
              routeAction:
                multi:
                  destinations:
                    - {destination: {upstream: {name: plain} }, weight: 1}
                    - {destination: {upstream: {name: tls} }, weight: 1, options: { {{Sound.Secret}} } }
            """,
            Sound.Jwt, Sound.Upstream("plain", "{static: {hosts: [{addr: api.example, port: 80}]}}")),
        ["a Secret where rbac lets nobody through"] = Sound.Host(Sound.Route(Get, "{rbac: {}, " + Sound.Secret + "}")),
        ["a Secret on requests that policies allow without a body"] = Sound.Host(
            Sound.Route("prefix: /", "{" + Sound.Secret + "}"),
            Sound.Jwt + "\nrbac: {policies: {a: {permissions: {methods: [GET]}, principals: [{jwtPrincipal: {claims: {team: a}}}]}}}"),
        ["a header on two levels that append"] = Sound.Host(
            Sound.Route("prefix: /", "{headerManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '1'}}]}}"),
            Sound.Jwt + "\nheaderManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '2'}}]}"),
        ["a header with two values"] = Add("{header: {key: x-a, value: '1'}}, {header: {key: x-a, value: '2'}}"),
        ["a header that a value may replace"] = Add("{header: {key: x-a, value: '1'}, append: false}, {header: {key: x-a, value: '%REQ(x-b)%'}, append: false}"),
        ["a route's header that a host's value may replace"] = Sound.Host(
            Sound.Route("prefix: /", "{headerManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '1'}}]}}"),
            Sound.Jwt + "\nheaderManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '%REQ(x-b)%'}, append: false}]}"),
        ["a header that an empty value does not replace"] = Add("{header: {key: x-a, value: '1'}, append: false}, {header: {key: x-a, value: ''}, append: false}"),
        ["a header of the request, and one of the answer"] = Add(
            "{header: {key: x-a, value: '1'}, append: false}", "responseHeadersToAdd: [{header: {key: x-a, value: '2'}, append: false}]"),
        ["a host's header that the route removes before"] = Sound.Host(
            Sound.Route("prefix: /", "{headerManipulation: {requestHeadersToRemove: [x-a]}}"),
            Sound.Jwt + "\nheaderManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: '2'}, append: false}]}"),
    };

    private static string Add(string entries, string more = "") =>
        Sound.Host(Sound.Route(Get, "{headerManipulation: {requestHeadersToAdd: [" + entries + "]" + (more.Length > 0 ? $", {more}" : "") + "}}"), Sound.Jwt);

    private static string Plain(string options) => $"- {{matchers: [{{{Get}}}], routeAction: {{single: {{upstream: {{name: plain}}}}}}, options: {options}}}";

    private static Trap Twin(string provider, string says) =>
        new(DiagnosticCodes.UnderscoreTwin, Sound.Host(Sound.Route("prefix: /"), Sound.JwtOf(Sound.Provider("p", "audiences: [chat], " + provider))), says) { Severity = DiagnosticSeverity.Note };

    private static string ToPlain(string addr) =>
        Sound.Host(Plain("{" + Sound.Secret + "}"), Sound.Jwt, Sound.Upstream("plain", $"{{static: {{hosts: [{{addr: '{addr}', port: 80}}]}}}}"));
}
