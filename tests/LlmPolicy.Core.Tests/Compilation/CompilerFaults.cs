namespace LlmPolicy.Tests;

/// <summary>What the compiler finds fault with: LLMP1xxx.</summary>
internal static class CompilerFaults
{
    private const string Respond = "- directResponseAction: {status: 200}";
    private const string ToOther = "- routeAction: {single: {upstream: {name: other}}}";

    private const string NoNamespace = "Give the reference a namespace: Gloo fills in none here.";

    private const string RetryConditions =
        "Known are 5xx, cancelled, connect-failure, deadline-exceeded, envoy-ratelimited, gateway-error, http3-post-connect-failure, internal, "
        + "refused-stream, reset, reset-before-request, resource-exhausted, retriable-4xx, retriable-headers, retriable-status-codes, unavailable.";

    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["a limit without a unit"] = new(
            DiagnosticCodes.LimitRule, Manifest.Service(Manifest.ForwardAll) + WrittenRules.Config("descriptors: [{key: a, rateLimit: §{requestsPerUnit: 1}}]"),
            "Give it unit: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH or YEAR."),
        ["Settings beside those called default"] = new(
            DiagnosticCodes.SettingsTwice, Manifest.Service(Manifest.ForwardAll) + WrittenRules.Settings("ratelimit: {}") + WrittenRules.Settings("ratelimit: {}", "§other"), "Keep one of them.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["two VirtualServices of one name"] = new(
            DiagnosticCodes.DuplicateResource,
            Manifest.Service("vs", "a.example", Respond) + Manifest.Service("§vs", "b.example", Respond),
            "Keep one of them."),
        ["a domain in two virtual hosts"] = new(
            DiagnosticCodes.Domain, Manifest.Service("a", "a.example", Respond) + Manifest.Service("b", "b.example, §A.example", Respond), "Keep it in one virtual host."),
        ["a domain that is empty"] = new(DiagnosticCodes.Domain, Manifest.Service("a", "§''", Respond)),
        ["a domain with a wildcard in the middle"] = new(DiagnosticCodes.Domain, Manifest.Service("a", "§a.*.example", Respond))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a domain with a star inside a wildcard"] = new(DiagnosticCodes.Domain, Manifest.Service("a", "§'*.a*.example'", Respond))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a path with two slashes"] = new(DiagnosticCodes.Path, Match("{prefix: §/a//b}")),
        ["a path with a dot segment"] = new(DiagnosticCodes.Path, Match("{exact: §/a/..}")),
        ["a path with an encoded slash"] = new(DiagnosticCodes.Path, Match("{prefix: §/a%2fb}")),
        ["a path with a space"] = new(DiagnosticCodes.Path, Match("{prefix: §/a b}")),
        ["a rewrite with two slashes"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §/a//b")),
        ["a rewrite with an encoded space"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §/a%20b")),
        ["a rewrite with a per cent that encodes nothing"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §/a%zz")),
        ["a rewrite that ends in a dot segment"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §/a/..")),
        ["a rewrite whose host has a space"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §//a b/c")),
        ["a rewrite whose first segment has a colon"] = new(DiagnosticCodes.Path, Manifest.Route("prefixRewrite: §'1:a'")),
        ["a path that brings a query"] = new(DiagnosticCodes.Path, Match("{prefix: §'/a?b=c'}")),
        ["a redirect's path that brings a query"] = new(DiagnosticCodes.Path, Redirect("pathRedirect: §'/a?b=c'")),
        ["a redirect's host with brackets"] = new(DiagnosticCodes.Path, Redirect("hostRedirect: §'[::1]'")),
        ["a prefix and a pattern to rewrite by"] = new(
            DiagnosticCodes.OneOf, Manifest.Route("prefixRewrite: /a\nregexRewrite: §{pattern: {regex: /b}}"), "Keep one of them."),
        ["a matcher without a path"] = new(DiagnosticCodes.Path, Match("§{methods: [GET]}"), "For every path: prefix: /"),
        ["a regular expression that does not close"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(a'}")),
        ["a look-ahead, which RE2 does not have"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(?=a).*'}")),
        ["a back reference, which RE2 does not have"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(a)\\1'}")),
        ["more than a thousand repetitions, which RE2 does not have"] = new(DiagnosticCodes.Regex, Match("{regex: §'/a{1001}'}")),
        ["more than a thousand repetitions by repetitions inside each other"] = new(DiagnosticCodes.Regex, Match("{regex: §'/(((a{100}){100}){100})'}")),
        ["a hundred thousand groups inside each other"] = new(DiagnosticCodes.Regex, Match("{regex: §'" + new string('(', 100_000) + "'}")),
        ["a substitution of a group that is not there"] = new(
            DiagnosticCodes.Regex, Manifest.Route("""regexRewrite: {pattern: {regex: '/(a)'}, substitution: §'/\2'}"""))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a substitution that ends at a backslash"] = new(
            DiagnosticCodes.Regex, Manifest.Route("""regexRewrite: {pattern: {regex: '/(a)'}, substitution: §'/\x'}"""))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a regular expression that is empty"] = new(DiagnosticCodes.Regex, Match("{regex: §''}")),
        ["a rewrite's regular expression that is not there"] = new(DiagnosticCodes.Regex, Manifest.Route("regexRewrite: §{substitution: /a}")),
        ["methods that are no alternation"] = new(DiagnosticCodes.Regex, Match("{prefix: /, methods: [§'(']}")),
        ["a method that is empty"] = new(DiagnosticCodes.Regex, Match("{prefix: /, methods: [§'']}")),
        ["a byte, which Go does not read"] = new(DiagnosticCodes.Regex, Match("{regex: §'/\\C'}")),
        ["an Upstream that nothing defines, where that may be"] = new(
            DiagnosticCodes.MissingUpstream,
            Manifest.Service("- routeAction: {single: {upstream: §{name: other}}}"),
            "Add it to the manifests, or set its address: LlmPolicy:Upstreams:default:other=http://host:port.")
        {
            Severity = DiagnosticSeverity.Warning,
            Options = Gloo,
        },
        ["a Service without a namespace"] = new(
            DiagnosticCodes.MissingUpstream,
            Manifest.Service("- routeAction: {single: {kube: §{ref: {name: a}, port: 80}}}"),
            "Add it to the manifests, or set its address: LlmPolicy:Upstreams::kube-svc:-a-80=http://host:port."),
        ["an Upstream that nothing defines"] = new(
            DiagnosticCodes.MissingUpstream,
            Manifest.Service("- routeAction: {single: {upstream: §{name: other}}}"),
            "Add it to the manifests, or set its address: LlmPolicy:Upstreams:default:other=http://host:port."),
        ["a Secret that nothing defines"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s, namespace: ns}}]}"),
            "Add it to the manifests, or set LlmPolicy:Secrets:ns:s:HEADER."),
        ["a Secret of a virtual host with two routes that nothing defines"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Service(Respond + "\n" + Respond, "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s, namespace: ns}}]}"),
            "Add it to the manifests, or set LlmPolicy:Secrets:ns:s:HEADER."),
        ["a Secret without a namespace"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s}}]}"),
            NoNamespace),
        ["a certificate that is not there"] = new(
            DiagnosticCodes.MissingSecret, Ssl("§{name: c, namespace: ns}"),
            "Add it to the manifests; or, since the certificate is the server's here, accept that by adding 'spec.sslConfig.secretRef' to LlmPolicy:Unenforced."),
        ["a certificate that may be missing"] = new(
            DiagnosticCodes.MissingSecret, Ssl("§{name: c, namespace: ns}"),
            "Add it to the manifests; or, since the certificate is the server's here, accept that by adding 'spec.sslConfig.secretRef' to LlmPolicy:Unenforced.")
        {
            Severity = DiagnosticSeverity.Warning,
            Options = new() { Unenforced = new HashSet<string> { "spec.sslConfig.secretRef" } },
        },
        ["a Secret that holds no headers"] = new(
            DiagnosticCodes.MissingSecret,
            Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: §{name: s, namespace: default}}]}")
                + "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: kubernetes.io/tls\ndata: {tls.key: aGVsbG8=}\n",
            "Its type has to be gloo.solo.io/header or Opaque, with data."),
        ["keys that can't be read"] = new(
            DiagnosticCodes.Keys, Provider("{jwks: {local: {key: §nonsense}}}"), "Use a PEM public key, a JWK, a JWKS or an object of key ids and certificates."),
        ["a provider without keys"] = new(DiagnosticCodes.Keys, Provider("§{issuer: a}"), "Give it jwks.local.key or jwks.remote."),
        ["keys fetched in plain text"] = new(
            DiagnosticCodes.Keys,
            Provider("{jwks: {remote: {url: §'http://keys.example/'}}}"),
            "Use https, name the server by upstreamRef, or say that it is in a private network: LlmPolicy:PrivateKeyHosts:0=keys.example."),
        ["a key server's url that is none"] = new(
            DiagnosticCodes.Keys, Provider("{jwks: {remote: {url: §keys.example/jwks}}}"), "Use https://HOST/PATH, without a user and a password."),
        ["a key server's url with a password"] = new(
            DiagnosticCodes.Keys, Provider("{jwks: {remote: {url: §'https://me:secret@keys.example/'}}}"), "Use https://HOST/PATH, without a user and a password."),
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
        ["a response header's name with a space"] = new(DiagnosticCodes.Header, AddToResponse("{header: {key: §x a, value: v}}")),
        ["a response header's name with a space, where that may be"] = new(DiagnosticCodes.Header, AddToResponse("{header: {key: §x a, value: v}}"))
        {
            Severity = DiagnosticSeverity.Warning,
            Options = Compiling.Lax(StrictnessRules.HeaderName),
        },
        ["a response header without a name"] = new(DiagnosticCodes.Header, AddToResponse("{header: {key: §'', value: v}}")),
        ["a host to rewrite to with a line break"] = new(DiagnosticCodes.Header, Manifest.Route("""hostRewrite: §"a\nb" """)),
        ["a header to take the host from that is none"] = new(DiagnosticCodes.Header, Manifest.Route("hostRewriteHeader: §x host")),
        ["a header to take the Upstream from that is none"] = new(DiagnosticCodes.Header, Manifest.Service("- routeAction: {clusterHeader: §x cluster}")),
        ["the host as a header"] = new(DiagnosticCodes.Header, Add("{header: {key: §Host, value: v}}"), "For the host there are hostRewrite and autoHostRewrite."),
        ["a pseudo-header"] = new(
            DiagnosticCodes.Header, Manifest.Route("headerManipulation: {requestHeadersToRemove: [§':path']}"), "For the host there are hostRewrite and autoHostRewrite."),
        ["a header's value with a line break"] = new(DiagnosticCodes.Header, Add("""{header: {key: x-a, value: §"a\nb"}}""")),
        ["an entry without a header"] = new(
            DiagnosticCodes.Header, Add("§{append: false}"), "Give it header.key and header.value, or in a request headerSecretRef."),
        ["a claim that goes into the host"] = new(DiagnosticCodes.Header, Provider(Claims("§host")), "Name another header."),
        ["a claim that goes into no header"] = new(DiagnosticCodes.Header, Provider(Claims("§'x y'"))),
        ["a command that does not exist"] = new(
            DiagnosticCodes.Substitution, Add("{header: {key: x-a, value: §'%NOTHING%'}}"), "Write a literal percent sign as %%."),
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
        ["a direct response that is too long"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Service($"- directResponseAction: {{status: 200, body: §{new string('a', 4097)}}}")),
        ["a redirect with cors"] = new(
            DiagnosticCodes.Action,
            Manifest.Service("- {redirectAction: {pathRedirect: /a}, options: {cors: §{allowOrigin: ['https://a.example']}}}"),
            "Take it off this route; where it is inherited, give the route a table of its own."),
        ["a direct response whose cors is disabled"] = new(
            DiagnosticCodes.Action,
            Manifest.Service("- {directResponseAction: {status: 200}, options: {cors: §{allowOrigin: ['https://a.example'], disableForRoute: true}}}"),
            "Remove it."),
        ["a host's cors without an origin"] = new(
            DiagnosticCodes.Cors, Manifest.Service(Manifest.ForwardAll, "cors: §{allowMethods: [GET]}"),
            "Name one in allowOrigin or allowOriginRegex; a route that is to have no CORS needs one beside disableForRoute, too."),
        ["a route's cors that is disabled without an origin"] = new(
            DiagnosticCodes.Cors, Manifest.Route("cors: §{disableForRoute: true, allowOrigin: []}"),
            "Name one in allowOrigin or allowOriginRegex; a route that is to have no CORS needs one beside disableForRoute, too."),
        ["an origin's pattern that is none"] = new(DiagnosticCodes.Regex, Manifest.Route("cors: {allowOriginRegex: [§'(']}")),
        ["a transformation without a template"] = new(
            DiagnosticCodes.Transformation, Manifest.Route("transformations: {requestTransformation: §{}}"), "Give it one, or remove the transformation."),
        ["a transformation of the path by a regex"] = new(
            DiagnosticCodes.Transformation, Manifest.Route("stagedTransformations: {early: {requestTransforms: [{matcher: {regex: §/a}, requestTransformation: {transformationTemplate: {passthrough: {}}}}]}}"),
            "Use prefix or exact; or give the path a route of its own."),
        ["a csrf origin that says nothing"] = new(
            DiagnosticCodes.Csrf, Manifest.Route("csrf: {additionalOrigins: [§{ignoreCase: true}]}"), "Give it exact, prefix, suffix or safeRegex, and a text."),
        ["a share of requests for csrf"] = new(
            DiagnosticCodes.Csrf, Manifest.Route("csrf: {filterEnabled: {defaultValue: §{numerator: 50}}}"), "Write what is meant: 100, or remove csrf.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["an abort without a status"] = new(DiagnosticCodes.Fault, Manifest.Route("faults: {abort: §{percentage: 100}}"), "Use a status from 200 to 599, as 503."),
        ["a delay of no time"] = new(DiagnosticCodes.Fault, Manifest.Route("faults: {delay: §{percentage: 1, fixedDelay: 500ms}}"), "Write fixedDelay: 1s, or remove delay."),
        ["a delay"] = new(DiagnosticCodes.Fault, Manifest.Route("faults: {delay: §{fixedDelay: 5s}}"), "Remove it, or delay where the upstream stands in.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a method of two lines"] = new(DiagnosticCodes.Cors, Manifest.Route("cors: {allowOrigin: [a], allowMethods: [§\"A\\nB\"]}"), "Write it on one line."),
        ["a direct response with a per cent in its cors"] = new(
            DiagnosticCodes.Cors, Manifest.Service("- {directResponseAction: {status: 200}, options: {cors: §{allowOrigin: ['%x']}}}"),
            "Write it by headerManipulation.responseHeadersToAdd."),
        ["a direct response with a rate limit"] = new(
            DiagnosticCodes.Action,
            Manifest.Service("- {directResponseAction: {status: 200}, options: {§ratelimit: {rateLimits: []}}}"),
            "Take it off this route; where it is inherited, give the route a table of its own."),
        ["a bucket that holds nothing"] = new(
            DiagnosticCodes.RateLimit, Manifest.Route("ratelimit: {localRatelimit: §{fillInterval: 1s}}"), "As maxTokens: 100, tokensPerFill: 100, fillInterval: 1s."),
        ["a bucket that fills too often"] = new(
            DiagnosticCodes.RateLimit, Manifest.Route("ratelimit: {localRatelimit: §{maxTokens: 1, fillInterval: 49ms}}"), "As maxTokens: 100, tokensPerFill: 100, fillInterval: 1s."),
        ["a bucket behind tokens"] = new(
            DiagnosticCodes.RateLimit, Manifest.Route("{}", "ratelimitRegular: {localRatelimit: §{maxTokens: 1}}"), "Move it to ratelimit, or to ratelimitEarly."),
        ["two buckets"] = new(
            DiagnosticCodes.OneOf, Manifest.Route("{ratelimit: {localRatelimit: {maxTokens: 1}}, ratelimitEarly: {localRatelimit: §{maxTokens: 1}}}"), "Keep one of them."),
        ["a limit of tokens"] = new(
            DiagnosticCodes.RateLimit, Limits("{§type: TOKEN, actions: [{genericKey: {descriptorValue: a}}]}"),
            "For tokens write a TokenBudget, which reserves them (docs/budgets.md).")
        { Options = Counted },
        ["an action of no kind"] = new(DiagnosticCodes.RateLimit, Limits("{actions: [§{}]}"), "One of sourceCluster, destinationCluster, requestHeaders, remoteAddress, genericKey, headerValueMatch, metadata.") { Options = Counted },
        ["an action that only agentgateway has"] = new(DiagnosticCodes.Unsupported, Limits("{actions: [{§cel: {}}]}"), "Remove it, or keep this part in the cluster.") { Options = Counted },
        ["a header's action without its key"] = new(DiagnosticCodes.RateLimit, Limits("{actions: [{requestHeaders: §{headerName: x}}]}")) { Options = Counted },
        ["a generic key of nothing"] = new(DiagnosticCodes.RateLimit, Limits("{actions: [{genericKey: {§descriptorValue: ''}}]}")) { Options = Counted },
        ["a match of no header"] = new(DiagnosticCodes.RateLimit, Limits("{actions: [{headerValueMatch: §{descriptorValue: m}}]}")) { Options = Counted },
        ["a match by a pattern that is none"] = new(
            DiagnosticCodes.Regex, Limits("{actions: [{headerValueMatch: {descriptorValue: m, headers: [{name: x, regexMatch: §'('}]}}]}"))
        { Options = Counted },
        ["metadata without a key"] = new(
            DiagnosticCodes.RateLimit, Limits("{actions: [{metadata: §{descriptorKey: k}}]}"),
            "For a claim: key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: sub}].")
        { Options = Counted },
        ["metadata without a path"] = new(
            DiagnosticCodes.RateLimit, Limits("{actions: [{metadata: {descriptorKey: k, metadataKey: {key: a, §path: []}}}]}"), "For a claim: path: [{key: principal}, {key: sub}].")
        { Options = Counted },
        ["a limit that nothing counts"] = new(
            DiagnosticCodes.RateLimitUncounted, Manifest.Route("ratelimit: §{rateLimits: [{actions: [{genericKey: {descriptorValue: a}}]}]}"),
            "Add Settings with spec.ratelimit.descriptors to the manifests, or a service of the app's own by AddRateLimitService<T>() behind AddLlmPolicy()."),
        ["a subset of an Upstream that has none"] = new(
            DiagnosticCodes.Action, Manifest.Service("- routeAction: {single: {upstream: {name: up}, §subset: {values: {v: '1'}}}}"), "Remove it.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a subset of an Upstream that has some"] = new(
            DiagnosticCodes.Unsupported,
            Manifest.Service("- routeAction: {single: {upstream: {name: other}, §subset: {values: {v: '1'}}}}")
                + Upstream("other", "{kube: {serviceName: a, servicePort: 80, subsetSpec: {selectors: [{keys: [v]}]}}}"),
            "Give each subset a Service and an Upstream of its own, or keep this part in the cluster."),
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
            "Give it static.hosts with addr and port, or kube; or set LlmPolicy:Upstreams:default:other=http://host:port.")
        { Severity = DiagnosticSeverity.Warning },
        ["an Upstream's host without a name"] = new(
            DiagnosticCodes.UpstreamAddress, Manifest.Service(ToOther) + Upstream("other", "{static: {hosts: [{addr: a.example, port: 80}, §{addr: ~, port: 80}]}}"),
            "Give it static.hosts with addr and port, or kube; or set LlmPolicy:Upstreams:default:other=http://host:port."),
        ["an Upstream whose address only a cluster can look up"] = new(
            DiagnosticCodes.UpstreamAddress,
            Manifest.Service(ToOther) + Upstream("other", "{§consul: {serviceName: a}}"),
            "Set its address, which replaces all that the manifest says of it: LlmPolicy:Upstreams:default:other=http://host:port."),
        ["an Upstream that nothing here can reach, and nothing leads to"] = new(
            DiagnosticCodes.UpstreamAddress, Manifest.Service(Manifest.ForwardAll) + Upstream("other", "{§aws: {region: us-east-1}}"),
            "Set its address, which replaces all that the manifest says of it: LlmPolicy:Upstreams:default:other=http://host:port.")
        { Severity = DiagnosticSeverity.Warning },
        ["labels that no selector has"] = new(
            DiagnosticCodes.Action,
            Manifest.Service("- routeAction: {single: {upstream: {name: other}, §subset: {values: {w: '1'}}}}")
                + Upstream("other", "{kube: {serviceName: a, servicePort: 80, subsetSpec: {selectors: [{keys: [v]}]}}}"),
            "Use the keys of one of its subsetSpec.selectors."),
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
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{ref: {name: t, namespace: ns}}"), "Add the RouteTable to the manifests.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a route table without a namespace"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{ref: {name: t}}") + Table("t", "{directResponseAction: {status: 200}}"), NoNamespace)
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a route table of the old form without a namespace"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{name: t}") + Table("t", "{directResponseAction: {status: 200}}"), NoNamespace)
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a delegation to nothing"] = new(DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{}"), "Give it ref or selector.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a selector of labels and expressions"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{selector: {labels: {a: b}, expressions: [{key: a, operator: Exists}]}}"), "It follows Kubernetes' rules.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a selector of an expression without values"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{selector: {expressions: [{key: a, operator: In}]}}"), "It follows Kubernetes' rules.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a selector that selects nothing"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: §{selector: {labels: {a: b}}}"), "Add the RouteTable to the manifests.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a delegation by CONNECT"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- §{matchers: [{connectMatcher: {}}], delegateAction: {ref: {name: t, namespace: default}}}") + Table("t", "{}")),
        ["a delegation by the empty prefix"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- §{matchers: [{prefix: ''}], delegateAction: {ref: {name: t, namespace: default}}}") + Table("t", "{}")),
        ["a delegation by an exact path"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- §{matchers: [{exact: /a}], delegateAction: {ref: {name: t, namespace: default}}}") + Table("t", "{}")),
        ["a delegation by two matchers"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- §{matchers: [{prefix: /a}, {prefix: /b}], delegateAction: {ref: {name: t, namespace: default}}}") + Table("t", "{}")),
        ["a delegation in circles"] = new(
            DiagnosticCodes.Delegation, Manifest.Service("- delegateAction: {ref: {name: t, namespace: default}}") + Table("§t", "{delegateAction: {ref: {name: t, namespace: default}}}")),
        ["a table's route that its parent does not cover"] = new(
            DiagnosticCodes.Delegation,
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}") + Table("t", "§{matchers: [{prefix: /b}], directResponseAction: {status: 200}}"))
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["options that nothing defines"] = new(
            DiagnosticCodes.MissingReference,
            Manifest.Service("- {directResponseAction: {status: 200}, optionsConfigRefs: {delegateOptions: [§{name: o, namespace: default}]}}"),
            "Add it to the manifests; where it is elsewhere, LlmPolicy:MissingReferences=warn passes it over, with the guard that it may hold."),
        ["options that nothing defines, where that may be"] = new(
            DiagnosticCodes.MissingReference,
            Manifest.Service("- {directResponseAction: {status: 200}, optionsConfigRefs: {delegateOptions: [§{name: o, namespace: default}]}}"),
            "Add it to the manifests; where it is elsewhere, LlmPolicy:MissingReferences=warn passes it over, with the guard that it may hold.")
        {
            Severity = DiagnosticSeverity.Warning,
            Options = Gloo,
        },
        ["options that nothing defines, with the rule switched off"] = new(
            DiagnosticCodes.MissingReference,
            Manifest.Service("- {directResponseAction: {status: 200}, optionsConfigRefs: {delegateOptions: [§{name: o, namespace: default}]}}"),
            "Add it to the manifests; where it is elsewhere, LlmPolicy:MissingReferences=warn passes it over, with the guard that it may hold.")
        {
            Severity = DiagnosticSeverity.Warning,
            Options = Compiling.Lax(StrictnessRules.ReferenceMissing),
        },
        ["options without a namespace"] = new(
            DiagnosticCodes.MissingReference,
            Manifest.Service("- {directResponseAction: {status: 200}, optionsConfigRefs: {delegateOptions: [§{name: o}]}}")
                + "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteOption\nmetadata: {name: o}\nspec: {options: {}}\n",
            NoNamespace),
        ["an upstream group without a namespace"] = new(
            DiagnosticCodes.MissingReference, Manifest.Service("- routeAction: {upstreamGroup: §{name: g}}"), NoNamespace)
        { Options = Gloo },
        ["an upstream group that nothing defines"] = new(
            DiagnosticCodes.MissingReference, Manifest.Service("- routeAction: {upstreamGroup: §{name: g, namespace: default}}"), "Add it to the manifests."),
        ["a condition of retryOn that does not exist"] = new(
            DiagnosticCodes.InvalidValue,
            Manifest.Route("retries: {retryOn: §'5xx, 429'}"),
            RetryConditions)
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a host's condition of retryOn that does not exist"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Service(Manifest.ForwardAll + "\n" + Manifest.ForwardAll, "retries: {retryOn: §5XX}"), RetryConditions)
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a maxInterval without a baseInterval"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{maxInterval: 1s}}"), "Add baseInterval."),
        ["a retryBackOff without intervals"] = new(DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{}}"), "Add baseInterval."),
        ["a baseInterval below a millisecond"] = new(DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{baseInterval: 999us}}")),
        ["a baseInterval of nothing"] = new(DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{baseInterval: 0s}}")),
        ["a baseInterval longer than maxInterval"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("retries: {retryBackOff: §{baseInterval: 2s, maxInterval: 1s}}")),
        ["an upgrade without a protocol"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("upgrades: [§{}]"), "Write websocket: {enabled: true}, or false."),
        ["an upgrade that stands twice"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("upgrades: [{websocket: {}}, §{websocket: {enabled: false}}]"), "Keep one of them."),
    };

    private static PolicyCompilerOptions Gloo => new() { MissingReferences = DiagnosticSeverity.Warning };

    private static string Ssl(string secretRef) =>
        Manifest.Service(Respond).Replace("spec:\n  virtualHost", $"spec:\n  sslConfig: {{secretRef: {secretRef}}}\n  virtualHost", StringComparison.Ordinal);

    private static string Redirect(string action) => Manifest.Service("- redirectAction: {" + action + "}");

    private static string AddToResponse(string entry) => Manifest.Route("headerManipulation: {responseHeadersToAdd: [" + entry + "]}");

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

    private static PolicyCompilerOptions Counted => new() { HasRateLimitService = true };

    private static string Limits(string list) => Manifest.Route($"ratelimit: {{rateLimits: [{list}]}}");
}
