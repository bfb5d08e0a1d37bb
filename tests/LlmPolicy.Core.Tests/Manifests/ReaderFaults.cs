namespace LlmPolicy.Tests;

/// <summary>What the reader finds fault with: LLMP0xxx.</summary>
internal static class ReaderFaults
{
    private const string NotSupported = "Remove it, or keep this part in the cluster.";

    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["a line that is indented by a tab"] = new(DiagnosticCodes.Syntax, "spec:\n§\ta: b\n"),
        ["an object as a key"] = new(DiagnosticCodes.Syntax, "§{a: b}: c\n"),
        ["a key that stands twice"] = new(
            DiagnosticCodes.DuplicateKey, Manifest.Service("- {name: a, §name: b, directResponseAction: {status: 200}}"), "Keep one of them."),
        ["a key that stands twice, once in quotes"] = new(
            DiagnosticCodes.DuplicateKey, Manifest.Service("""- {name: a, §"name": b, directResponseAction: {status: 200}}"""), "Keep one of them."),
        ["a merge key"] = new(
            DiagnosticCodes.MergeKey,
            Manifest.Service(
                """
                - &first
                  directResponseAction: {status: 200}
                - §<<: *first
                  directResponseAction: {status: 201}
                """),
            "Write the fields out."),
        ["a tag of one's own"] = new(DiagnosticCodes.CustomTag, Manifest.Service("- {name: §!env NAME, directResponseAction: {status: 200}}"), "Remove it."),
        ["a template"] = new(
            DiagnosticCodes.Syntax,
            "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata:\n  name: {§{ .Values.name }}\n",
            "Render templates first: helm template."),
        ["a template's condition"] = new(
            DiagnosticCodes.Syntax,
            "metadata:\n  labels:\n  {{§- if .Values.labels }}\n    a: b\n  {{- end }}\n",
            "Render templates first: helm template."),
        ["a star that is not quoted"] = new(
            DiagnosticCodes.Syntax, "spec:\n  virtualHost:\n    domains:\n      - §*\n", "A text that begins with * has to be quoted."),
        ["an alias without an anchor"] = new(
            DiagnosticCodes.Alias,
            Manifest.Service("- {name: §*none, directResponseAction: {status: 200}}"),
            "A text that begins with * has to be quoted."),
        ["an alias inside its own anchor"] = new(DiagnosticCodes.Alias, Manifest.Service("- &a {directResponseAction: {status: 200}, options: §*a}")),
        ["levels beyond 64"] = new(DiagnosticCodes.TooLarge, new string('[', 64) + '§' + new string('[', 10) + new string(']', 74), "Split it."),
        ["one object for a list, in a field without effect"] = new(DiagnosticCodes.WrongType, Beside("VirtualHostOption", "{targetRefs: §{group: g, kind: Gateway, name: http}}")),
        ["a text in a list of objects without effect"] = new(DiagnosticCodes.WrongType, Beside("RouteOption", "{targetRefs: [{kind: HTTPRoute}, §http]}")),
        ["a text for an object without effect"] = new(DiagnosticCodes.WrongType, Beside("RouteTable", "{namespacedStatuses: §ready}")),
        ["a list for an object without effect"] = new(DiagnosticCodes.WrongType, Beside("Upstream", "{static: {hosts: [{addr: a.example, port: 80}]}, circuitBreakers: §[]}", "gloo.solo.io/v1")),
        ["a text for a boolean without effect"] = new(DiagnosticCodes.WrongType, Beside("Upstream", "{static: {hosts: [{addr: a.example, port: 80}]}, useHttp2: §'true'}", "gloo.solo.io/v1")),
        ["a number for a duration without effect"] = new(DiagnosticCodes.WrongType, Beside("Upstream", "{static: {hosts: [{addr: a.example, port: 80}]}, dnsRefreshRate: §5}", "gloo.solo.io/v1")),
        ["a negative count without effect"] = new(DiagnosticCodes.WrongType, Beside("Upstream", "{static: {hosts: [{addr: a.example, port: 80}]}, maxConcurrentStreams: §-1}", "gloo.solo.io/v1")),
        ["a boolean for an enum without effect"] = new(DiagnosticCodes.WrongType, Beside("Upstream", "{static: {hosts: [{addr: a.example, port: 80}]}, protocolSelection: §true}", "gloo.solo.io/v1")),
        ["one text for a list of texts without effect"] = new(
            DiagnosticCodes.WrongType, Manifest.Service(Manifest.ForwardAll).Replace("metadata: {name: vs}", "metadata: {name: vs, finalizers: §a}", StringComparison.Ordinal)),
        ["a number for an annotation"] = new(
            DiagnosticCodes.WrongType, Manifest.Service(Manifest.ForwardAll).Replace("metadata: {name: vs}", "metadata: {name: vs, annotations: {a: §1}}", StringComparison.Ordinal), "Quote it: \"1\"."),
        ["a word for a generation"] = new(
            DiagnosticCodes.WrongType, Manifest.Service(Manifest.ForwardAll).Replace("metadata: {name: vs}", "metadata: {name: vs, generation: §third}", StringComparison.Ordinal)),
        ["a word for a status"] = new(
            DiagnosticCodes.WrongType, Manifest.Service(Manifest.ForwardAll).Replace("metadata: {name: vs}", "metadata: {name: vs}\nstatus: §accepted", StringComparison.Ordinal)),
        ["a document that is a word"] = new(DiagnosticCodes.NotAResource, "§word\n"),
        ["a document that is a list"] = new(DiagnosticCodes.NotAResource, "§[1, 2]\n"),
        ["an object without a kind"] = new(DiagnosticCodes.NotAResource, "§apiVersion: gateway.solo.io/v1\nmetadata: {name: a}\n"),
        ["an object without an apiVersion"] = new(DiagnosticCodes.NotAResource, "§kind: VirtualService\nmetadata: {name: a}\n"),
        ["a kind of Gloo's that is misspelt"] = new(
            DiagnosticCodes.NotAResource,
            "§apiVersion: gateway.solo.io/v1\nkind: VirtualServcie\nmetadata: {name: a}\nspec: {}\n",
            "Did you mean gateway.solo.io/v1 VirtualService?"),
        ["a kind under the wrong version of Gloo's"] = Kind("gateway.solo.io/v2", "VirtualService", "gateway.solo.io/v1 VirtualService"),
        ["a kind under no version"] = Kind("gateway.solo.io", "VirtualService", "gateway.solo.io/v1 VirtualService"),
        ["a kind under a version of before 1.0"] = Kind("gateway.solo.io.v2/v2", "VirtualService", "gateway.solo.io/v1 VirtualService"),
        ["a kind under the other group of Gloo's"] = Kind("gateway.solo.io/v1", "Upstream", "gloo.solo.io/v1 Upstream"),
        ["a kind in small letters"] = Kind("gateway.solo.io/v1", "routetable", "gateway.solo.io/v1 RouteTable"),
        ["a kind of Gloo's without a part in the policy, misspelt"] = Kind("gateway.solo.io/v1", "Gatway", "Gateway"),
        ["a kind of Gloo's that asks nothing of requests"] = new(
            DiagnosticCodes.ForeignKind,
            Manifest.Service(Manifest.ForwardAll) + "\n---\n§apiVersion: gloo.solo.io/v1alpha1\nkind: GlooGatewayParameters\nmetadata: {name: a}\nspec: {}\n")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["a kind of another group of Gloo's that asks nothing of requests"] = new(
            DiagnosticCodes.ForeignKind,
            Manifest.Service(Manifest.ForwardAll) + "\n---\n§apiVersion: gateway.gloo.solo.io/v1alpha1\nkind: GatewayParameters\nmetadata: {name: a}\nspec: {}\n")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["a kind of Gloo's that may ask something of requests"] = new(
            DiagnosticCodes.ForeignKind,
            Manifest.Service(Manifest.ForwardAll) + "\n---\n§apiVersion: gloo.solo.io/v1alpha1\nkind: GlooTrafficPolicy\nmetadata: {name: a}\nspec: {}\n")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a foreign kind"] = new(
            DiagnosticCodes.ForeignKind, Manifest.Service(Manifest.ForwardAll) + "\n---\n§apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["a field that is misspelt"] = new(DiagnosticCodes.UnknownField, Manifest.Route("§prefixRewrit: /a"), "Did you mean 'prefixRewrite'?"),
        ["a field in another case"] = new(DiagnosticCodes.UnknownField, Manifest.Route("§autohostrewrite: true"), "Did you mean 'autoHostRewrite'?"),
        ["a host's field outside of the host"] = new(
            DiagnosticCodes.UnknownField,
            "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {virtualHost: {}, §domains: [a.example]}\n",
            "It belongs to virtualHost."),
        ["an option outside of options"] = new(
            DiagnosticCodes.UnknownField, Manifest.Service("- {directResponseAction: {status: 200}, §prefixRewrite: /a}"), "It belongs to the options of a route."),
        ["a guard outside of options"] = new(
            DiagnosticCodes.UnknownField, Manifest.Service("- {directResponseAction: {status: 200}, §rbac: {}}"), "It belongs to options."),
        ["a route's providers under jwt"] = new(
            DiagnosticCodes.UnknownField,
            Manifest.Route("jwt: {§providers: {}}"),
            "It belongs to the jwt of a virtualHost's options, or a route's jwtProvidersStaged."),
        ["a field that resembles nothing"] = new(DiagnosticCodes.UnknownField, Manifest.Route("§zzzzzzzz: 1")),
        ["a boolean in quotes"] = new(DiagnosticCodes.WrongType, Manifest.Route("""autoHostRewrite: §"true" """)),
        ["a number for a string"] = new(DiagnosticCodes.WrongType, Manifest.Route("prefixRewrite: §123"), "Quote it: \"123\"."),
        ["a boolean for a string"] = new(DiagnosticCodes.WrongType, Manifest.Route("prefixRewrite: §on"), "Quote it: \"on\"."),
        ["a string for an object"] = new(DiagnosticCodes.WrongType, Manifest.Route("rbac: §none")),
        ["a string for a list"] = new(DiagnosticCodes.WrongType, Manifest.Route("headerManipulation: {requestHeadersToRemove: §x-a}")),
        ["an object for a string"] = new(DiagnosticCodes.WrongType, Manifest.Route("prefixRewrite: §{a: b}")),
        ["null in a list of strings"] = new(DiagnosticCodes.WrongType, Manifest.Route("headerManipulation: {requestHeadersToRemove: [§null]}")),
        ["a number in quotes"] = new(DiagnosticCodes.WrongType, Manifest.Service("""- directResponseAction: {status: §"200"}""")),
        ["a number below zero"] = new(DiagnosticCodes.WrongType, Manifest.Service("- directResponseAction: {status: §-1}")),
        ["a fraction for a whole number"] = new(DiagnosticCodes.WrongType, Manifest.Service("- directResponseAction: {status: §200.5}")),
        ["an enum's name that does not exist"] = new(DiagnosticCodes.WrongType, Rbac("x", "§ONE_OF")),
        ["an enum's number that does not exist"] = new(DiagnosticCodes.WrongType, Rbac("x", "§4")),
        ["a secret that is no base64"] = new(
            DiagnosticCodes.InvalidValue,
            Manifest.Service(Manifest.ForwardAll) + "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {Authorization: §Bearer x}\n",
            "Write it plainly under 'stringData'."),
        ["a direct response without a status"] = new(DiagnosticCodes.InvalidValue, Manifest.Service("- directResponseAction: §{body: x}")),
        ["a direct response of an informational status"] = new(DiagnosticCodes.InvalidValue, Manifest.Service("- directResponseAction: {§status: 199}")),
        ["a BOOLEAN that is neither"] = new(DiagnosticCodes.InvalidValue, Rbac("§'yes'", "BOOLEAN")),
        ["two conditions on the path"] = new(
            DiagnosticCodes.OneOf, Manifest.Service("- {matchers: [{exact: /a, §prefix: /}], directResponseAction: {status: 200}}"), "Keep one of them.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["two actions"] = new(
            DiagnosticCodes.OneOf,
            Manifest.Service("""
                - directResponseAction: {status: 200}
                  §redirectAction: {hostRedirect: a.example}
                """),
            "Keep one of them.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["two guards of which one would silently go"] = new(
            DiagnosticCodes.OneOf,
            Manifest.Service("- directResponseAction: {status: 200}", Manifest.Jwt(Keys.Rsa.PublicKey) + "\n§jwtStaged: {}"),
            "Keep one of them."),
        ["a field that is misspelt, where that may be"] = new(DiagnosticCodes.UnknownField, Manifest.Route("§prefixRewrit: /a"), "Did you mean 'prefixRewrite'?")
        {
            Severity = DiagnosticSeverity.Warning,
            Options = Compiling.Lax(StrictnessRules.FieldUnknown),
        },
        ["a reference without a name"] = new(DiagnosticCodes.RequiredField, Manifest.Service("- routeAction: {single: {upstream: §{namespace: a}}}")),
        ["a VirtualService without a spec"] = new(DiagnosticCodes.RequiredField, "§apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: a}\n"),
        ["a VirtualService without a virtualHost"] = new(
            DiagnosticCodes.RequiredField, "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: §{displayName: a}\n")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a VirtualService without a name"] = new(
            DiagnosticCodes.RequiredField, "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: §{namespace: a}\nspec: {virtualHost: {}}\n"),
        ["a field that is not supported yet"] = new(DiagnosticCodes.Unsupported, Manifest.Route("maxStreamDuration: {§grpcTimeoutHeaderMax: 1s}"), NotSupported),
        ["a matcher for CONNECT"] = new(
            DiagnosticCodes.Unsupported,
            Manifest.Service("- {matchers: [§{connectMatcher: {}}], directResponseAction: {status: 200}}"),
            "Remove it: plain CONNECT is never forwarded. A WebSocket over HTTP/2 matches as a GET, by prefix, exact or regex.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["an upgrade to CONNECT"] = new(
            DiagnosticCodes.Unsupported,
            Manifest.Route("upgrades: [{§connect: {}}]"),
            "Remove it: plain CONNECT is never forwarded. A WebSocket over HTTP/2 needs no entry."),
        ["a way to forward that is not supported yet"] = new(
            DiagnosticCodes.Unsupported, Manifest.Service("- routeAction: {§dynamicForwardProxy: {}}"), NotSupported),
        ["what is not carried out and guards nothing"] = new(
            DiagnosticCodes.LeftOut, Manifest.Route("§shadowing: {upstream: {name: up, namespace: default}}"))
        { Severity = DiagnosticSeverity.Warning },
        ["a copy of requests for nobody"] = new(
            DiagnosticCodes.InvalidValue, Manifest.Route("shadowing: §{percentage: 50}"), "Name the Upstream, or remove shadowing: no copy is sent here.")
        { Others = DiagnosticCodes.LeftOut },
        ["a destination that is not supported yet"] = new(
            DiagnosticCodes.Unsupported, Manifest.Service("- routeAction: {single: {§consul: {serviceName: a}}}"), NotSupported),
        ["certificates that clients have to show"] = new(
            DiagnosticCodes.Unenforced, Ssl("{sslFiles: {tlsCert: a, tlsKey: b, §rootCa: c}}"), Accept("spec.sslConfig.sslFiles.rootCa")),
        ["a VirtualService that wants clients to show certificates"] = new(
            DiagnosticCodes.Unenforced, Ssl("{sslFiles: {tlsCert: a, tlsKey: b}, §oneWayTls: false}"), Accept("spec.sslConfig.oneWayTls")),
        ["a guard that is not enforced"] = new(
            DiagnosticCodes.Unenforced,
            Manifest.Route("§waf: {customInterventionMessage: no}"),
            Accept("spec.virtualHost.routes.options.waf")),
        ["a guard that may stand unenforced"] = new(DiagnosticCodes.Unenforced, Manifest.Route("§waf: {customInterventionMessage: no}"))
        {
            Severity = DiagnosticSeverity.Warning,
            Options = new() { Unenforced = new HashSet<string> { "spec.virtualHost.routes.options.waf" } },
        },
        ["a field's former name"] = new(
            DiagnosticCodes.OldSpelling, Manifest.Service("- {routeAction: " + Manifest.ToUp + ", §routePlugins: {prefixRewrite: /a}}"), "Today's is 'options'."),
    };

    /// <summary>A sound policy, and a resource beside it.</summary>
    private static string Beside(string kind, string spec, string apiVersion = "gateway.solo.io/v1") =>
        Manifest.Service(Manifest.ForwardAll) + $"\n---\napiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: beside}}\nspec: {spec}\n";

    private static Fault Kind(string apiVersion, string kind, string meant) =>
        new(DiagnosticCodes.NotAResource, $"§apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{}}\n", $"Did you mean {meant}?");

    private static string Accept(string path) => $"Remove it, or accept that by adding '{path}' to LlmPolicy:Unenforced.";

    private static string Ssl(string config) =>
        Manifest.Service("- directResponseAction: {status: 200}").Replace("spec:\n", $"spec:\n  sslConfig: {config}\n", StringComparison.Ordinal);

    private static string Rbac(string value, string matcher) => Manifest.Route(
        "rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {c: " + value + "}, matcher: " + matcher + "}}]}}}", Manifest.Jwt(Keys.Rsa.PublicKey));
}
