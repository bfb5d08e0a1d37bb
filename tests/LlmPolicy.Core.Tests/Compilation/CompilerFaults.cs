namespace LlmPolicy.Tests;

/// <summary>What the compiler finds fault with: LLMP1xxx.</summary>
internal static class CompilerFaults
{
    private const string Respond = "- directResponseAction: {status: 200}";
    private const string ToOther = "- routeAction: {single: {upstream: {name: other}}}";

    private const string RetryConditions =
        "Known are 5xx, cancelled, connect-failure, deadline-exceeded, envoy-ratelimited, gateway-error, http3-post-connect-failure, internal, "
        + "refused-stream, reset, reset-before-request, resource-exhausted, retriable-4xx, retriable-headers, retriable-status-codes, unavailable.";

    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["two VirtualServices of one name"] = new(
            DiagnosticCodes.DuplicateResource,
            Manifest.Service("vs", "a.example", Respond) + Manifest.Service("§vs", "b.example", Respond),
            "Keep one of them."),
        ["a domain in two virtual hosts"] = new(
            DiagnosticCodes.Domain, Manifest.Service("a", "a.example", Respond) + Manifest.Service("b", "b.example, §A.example", Respond), "Keep it in one virtual host."),
        ["a domain that is empty"] = new(DiagnosticCodes.Domain, Manifest.Service("a", "§''", Respond)),
        ["a domain with a wildcard in the middle"] = new(DiagnosticCodes.Domain, Manifest.Service("a", "§a.*.example", Respond)),
        ["a domain with two wildcards"] = new(DiagnosticCodes.Domain, Manifest.Service("a", "§'*.example.*'", Respond)),
        ["a path with two slashes"] = new(DiagnosticCodes.Path, Match("{prefix: §/a//b}")),
        ["a path with a dot segment"] = new(DiagnosticCodes.Path, Match("{exact: §/a/..}")),
        ["a path with an encoded slash"] = new(DiagnosticCodes.Path, Match("{prefix: §/a%2fb}")),
        ["a path with a space"] = new(DiagnosticCodes.Path, Match("{prefix: §/a b}")),
        ["a rewrite with two slashes"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §/a//b")),
        ["a matcher without a path"] = new(DiagnosticCodes.Path, Match("§{methods: [GET]}"), "For every path: prefix: /"),
        ["a regular expression that does not close"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(a'}")),
        ["a look-ahead, which RE2 does not have"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(?=a).*'}")),
        ["a back reference, which RE2 does not have"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(a)\\1'}")),
        ["more than a thousand repetitions, which RE2 does not have"] = new(DiagnosticCodes.Regex, Match("{regex: §'/a{1001}'}")),
        ["more than a thousand repetitions by repetitions inside each other"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(((a{100}){100}){100})'}")),
        ["a hundred thousand groups inside each other"] = new(DiagnosticCodes.Regex, Match("{regex: §'" + new string('(', 100_000) + "'}")),
        ["a substitution of a group that is not there"] = new(
            DiagnosticCodes.Regex, Manifest.Route("""regexRewrite: {pattern: {regex: '/(a)'}, substitution: §'/\2'}""")),
        ["an Upstream that nothing defines"] = new(
            DiagnosticCodes.MissingUpstream,
            Manifest.Service("- routeAction: {single: {upstream: §{name: other}}}"),
            "Add it to the manifests, or set its address: LlmPolicy:Upstreams:default:other=http://host:port."),
        ["a Secret that nothing defines"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s, namespace: n}}]}"),
            "Add it to the manifests, or set LlmPolicy:Secrets:n:s:HEADER."),
        ["a Secret of a virtual host with two routes that nothing defines"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Service(Respond + "\n" + Respond, "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s, namespace: n}}]}"),
            "Add it to the manifests, or set LlmPolicy:Secrets:n:s:HEADER."),
        ["a Secret that holds no headers"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s, namespace: default}}]}")
                + "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: kubernetes.io/tls\ndata: {tls.key: aGVsbG8=}\n",
            "Its type has to be gloo.solo.io/header or Opaque, with data."),
        ["keys that can't be read"] = new(
            DiagnosticCodes.Keys, Provider("{jwks: {local: {key: §nonsense}}}"), "A PEM public key, a JWK, a JWKS or an object of key ids and certificates is wanted."),
        ["a provider without keys"] = new(DiagnosticCodes.Keys, Provider("§{issuer: a}"), "Give it jwks.local.key or jwks.remote."),
        ["keys fetched in plain text"] = new(
            DiagnosticCodes.Keys,
            Provider("{jwks: {remote: {url: §'http://keys.example/'}}}"),
            "Use https, name the server by upstreamRef, or say that it is in a network of yours: LlmPolicy:PrivateKeyHosts:0=keys.example."),
        ["a key server's url that is none"] = new(
            DiagnosticCodes.Keys, Provider("{jwks: {remote: {url: §keys.example/jwks}}}"), "https://HOST/PATH is wanted, without user and password."),
        ["a key server's url with a password"] = new(
            DiagnosticCodes.Keys, Provider("{jwks: {remote: {url: §'https://me:secret@keys.example/'}}}"), "https://HOST/PATH is wanted, without user and password."),
        ["a key server's Upstream that nothing defines"] = new(
            DiagnosticCodes.MissingUpstream,
            Provider("{jwks: {remote: {url: 'http://keys.example/', upstreamRef: §{name: keys, namespace: idp}}}}"),
            "Add it to the manifests, or set its address: LlmPolicy:Upstreams:idp:keys=http://host:port."),
        ["a host's map of providers that is empty"] = new(
            DiagnosticCodes.Keys, Manifest.Service(Respond, "jwt: §{providers: {}}"), "Name one, or remove the field; a route switches tokens off by jwt.disable."),
        ["a route's map of providers that is empty"] = new(
            DiagnosticCodes.Keys,
            Manifest.Route("jwtProvidersStaged: {afterExtAuth: §{providers: {}}}", Manifest.Jwt(Keys.Rsa.PublicKey)),
            "Name one, or remove the field; a route switches tokens off by jwt.disable."),
        ["an RSA key that is too short"] = new(
            DiagnosticCodes.WeakKey,
            Provider("{jwks: {local: {key: §'" + SigningKey.Rsa(bits: 1024).Jwk() + "'}}}"),
            "Use a longer one, or switch the rule off: LlmPolicy:LaxRules:0=key.rsa-size."),
        ["an HMAC key that is too short"] = new(
            DiagnosticCodes.WeakKey,
            Provider("{jwks: {local: {key: §'" + SigningKey.Hmac(bytes: 31).Jwk() + "'}}}"),
            "Use a longer one, or switch the rule off: LlmPolicy:LaxRules:0=key.hmac-size."),
        ["a header's name with a space"] = new(DiagnosticCodes.Header, Add("{header: {key: §x a, value: v}}")),
        ["the host as a header"] = new(DiagnosticCodes.Header, Add("{header: {key: §Host, value: v}}"), "For the host there are hostRewrite and autoHostRewrite."),
        ["a pseudo-header"] = new(
            DiagnosticCodes.Header, Manifest.Route("headerManipulation: {requestHeadersToRemove: [§':path']}"), "For the host there are hostRewrite and autoHostRewrite."),
        ["a header's value with a line break"] = new(DiagnosticCodes.Header, Add("""{header: {key: x-a, value: §"a\nb"}}""")),
        ["an entry without a header"] = new(
            DiagnosticCodes.Header, Add("§{append: false}"), "Give it header.key and header.value, or in a request headerSecretRef."),
        ["a claim that goes into the host"] = new(DiagnosticCodes.Header, Provider(Claims("§host"))),
        ["a command that does not exist"] = new(
            DiagnosticCodes.Substitution, Add("{header: {key: x-a, value: §'%NOTHING%'}}"), "A per cent of your own is written %%."),
        ["an RBAC policy without principals"] = new(
            DiagnosticCodes.Rbac, Rbac("{a: §{permissions: {methods: [GET]}}}"), "Name at least one, or remove the policy."),
        ["a principal without a jwtPrincipal"] = new(DiagnosticCodes.Rbac, Rbac("{a: {principals: [§{}]}}")),
        ["a principal of a provider that is not there"] = new(DiagnosticCodes.Rbac, Rbac("{a: {principals: [{jwtPrincipal: {provider: q}}]}}", "§"))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["rbac without a provider"] = new(
            DiagnosticCodes.RbacWithoutJwt,
            Manifest.Route("rbac: §{policies: {a: {principals: [{jwtPrincipal: {claims: {a: b}}}]}}}"),
            "Add options.jwt to the virtual host."),
        ["a route without an action"] = new(
            DiagnosticCodes.Action, Manifest.Service("- §matchers: [{prefix: /}]"), "Give it routeAction, redirectAction or directResponseAction."),
        ["a routeAction without a destination"] = new(
            DiagnosticCodes.Action, Manifest.Service("- routeAction: §{multi: {}}"), "Give it single, upstreamGroup, or multi with at least one destination."),
        ["weights that add up to nothing"] = new(
            DiagnosticCodes.Action,
            Manifest.Service("- routeAction: §{multi: {destinations: [{destination: {upstream: {name: up}}, weight: 0}]}}"),
            "Give at least one destination a weight."),
        ["an Upstream without hosts"] = new(
            DiagnosticCodes.UpstreamAddress, Manifest.Service(Manifest.ForwardAll) + Upstream("other", "§{static: {hosts: []}}"),
            "Give it static.hosts with addr and port, or kube; or set LlmPolicy:Upstreams:default:other=http://host:port."),
        ["an Upstream whose address only a cluster can look up"] = new(
            DiagnosticCodes.UpstreamAddress,
            Manifest.Service(ToOther) + Upstream("other", "{§consul: {serviceName: a}}"),
            "Set it: LlmPolicy:Upstreams:default:other=http://host:port."),
        ["an Upstream's host without a port"] = new(
            DiagnosticCodes.UpstreamAddress, Manifest.Service(Manifest.ForwardAll) + Upstream("other", "{static: {hosts: [§{addr: a.example}]}}")),
        ["an Upstream's host that is no name"] = new(
            DiagnosticCodes.UpstreamAddress, Manifest.Service(Manifest.ForwardAll) + Upstream("other", "{static: {hosts: [{addr: §'a b', port: 80}]}}")),
        ["manifests without a VirtualService"] = new(DiagnosticCodes.NoVirtualService, "§" + Manifest.Upstream) { Severity = DiagnosticSeverity.Warning },
        ["a weighted destination without a destination"] = new(
            DiagnosticCodes.Action, Manifest.Service("- routeAction: {multi: {destinations: [§{weight: 1}, {destination: {upstream: {name: up}}, weight: 1}]}}")),
        ["a destination that is none"] = new(DiagnosticCodes.Action, Manifest.Service("- routeAction: {single: §{kube: {ref: {name: a, namespace: b}}}}")),
        ["a Service without a port"] = new(
            DiagnosticCodes.UpstreamAddress, Manifest.Service(Manifest.ForwardAll) + Upstream("other", "{kube: §{serviceName: a}}")),
        ["a route table that nothing defines"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{ref: {name: t, namespace: n}}"), "Add the RouteTable to the manifests."),
        ["a selector that selects nothing"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{selector: {labels: {a: b}}}"), "Add the RouteTable to the manifests."),
        ["a delegation by an exact path"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- §{matchers: [{exact: /a}], delegateAction: {ref: {name: t}}}") + Table("t", "{}")),
        ["a delegation by two matchers"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- §{matchers: [{prefix: /a}, {prefix: /b}], delegateAction: {ref: {name: t}}}") + Table("t", "{}")),
        ["a delegation in circles"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: {ref: {name: t}}") + Table("§t", "{delegateAction: {ref: {name: t}}}")),
        ["a table's route that its parent does not cover"] = new(
            DiagnosticCodes.Delegation,
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t}}}") + Table("t", "§{matchers: [{prefix: /b}], directResponseAction: {status: 200}}"))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["options that nothing defines"] = new(
            DiagnosticCodes.MissingReference,
            Manifest.Service("- {directResponseAction: {status: 200}, optionsConfigRefs: {delegateOptions: [§{name: o}]}}"),
            "Add it to the manifests."),
        ["an upstream group that nothing defines"] = new(
            DiagnosticCodes.MissingReference, Manifest.Service("- routeAction: {upstreamGroup: §{name: g}}"), "Add it to the manifests."),
        ["a condition of retryOn that does not exist"] = new(
            DiagnosticCodes.InvalidValue,
            Manifest.Route("retries: {retryOn: §'5xx, 429'}"),
            RetryConditions),
        ["a host's condition of retryOn that does not exist"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Service(Manifest.ForwardAll + "\n" + Manifest.ForwardAll, "retries: {retryOn: §5XX}"), RetryConditions),
        ["a maxInterval without a baseInterval"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{maxInterval: 1s}}"), "Add baseInterval."),
        ["a baseInterval of nothing"] = new(DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{baseInterval: 0s}}")),
        ["a baseInterval longer than maxInterval"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{baseInterval: 2s, maxInterval: 1s}}")),
        ["an upgrade without a protocol"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("upgrades: [§{}]"), "Write websocket: {enabled: true}, or false."),
        ["an upgrade that stands twice"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("upgrades: [{websocket: {}}, §{websocket: {enabled: false}}]"), "Keep one of them."),
    };

    private static string Match(string matcher) => Manifest.Service("- {matchers: [" + matcher + "], directResponseAction: {status: 200}}");

    private static string Add(string entry) => Manifest.Route("headerManipulation: {requestHeadersToAdd: [" + entry + "]}");

    private static string Provider(string provider) => Manifest.Service(Respond, "jwt: {providers: {p: " + provider + "}}");

    private static string Claims(string header) =>
        "{jwks: {local: {key: '" + Keys.Hmac.Jwk() + "'}}, claimsToHeaders: [{claim: sub, header: " + header + "}]}";

    private static string Rbac(string policies, string mark = "") =>
        Manifest.Route("rbac: " + mark + "{policies: " + policies + "}", Manifest.Jwt(Keys.Rsa.PublicKey));

    private static string Table(string name, string route) =>
        "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {name: " + name + "}\nspec: {routes: [" + (route == "{}" ? "" : route) + "]}\n";

    private static string Upstream(string name, string spec) => $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: {name}}}\nspec: {spec}\n";
}
