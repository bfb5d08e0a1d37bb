namespace LlmPolicy.Testing.Diffing;

/// <summary>What sample policies are put together of. Between them the parts have every field that is read.</summary>
internal static class SampleParts
{
    private const string Head = "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: vs, namespace: ns}\n";

    private const string ManyProviders = """
        providers:
          idp:
            issuer: https://idp
            audiences: [api, web]
            clockSkewSeconds: 30
            keepToken: false
            jwks: {remote: {url: https://idp/keys, cacheDuration: 60s, upstreamRef: {name: keys, namespace: ns}}}
            tokenSource: {headers: [{header: authorization, prefix: 'Bearer '}, {header: x-token}], queryParams: [token]}
            claimsToHeaders: [{claim: sub, header: x-user, append: false}, {claim: role, header: x-role}]
          machines:
            issuer: https://machines
            jwks: {local: {key: '{"kty":"oct","alg":"HS256","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}'}}
        """;

    private const string Keys = """

        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: keys, namespace: ns}
        spec: {static: {hosts: [{addr: idp.example, port: 443}]}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: other, namespace: ns}
        spec: {static: {hosts: [{addr: other.example, port: 443}]}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: keys, namespace: other}
        spec: {static: {hosts: [{addr: elsewhere.example, port: 443}]}}
        """;

    /// <summary>A VirtualService without routes, and what it refers to.</summary>
    public static readonly IReadOnlyList<string> Hosts =
    [
        Head + "spec:\n  virtualHost:\n    domains: [api.example, '*.example']\n    options:\n      jwt:\n        validationPolicy: REQUIRE_VALID\n" + Indent(ManyProviders, 8)
            + "\n      rbac: {disable: false, policies: {staff: {principals: [{jwtPrincipal: {claims: {team: a}, provider: idp}}, {jwtPrincipal: {claims: {sub: robot}, provider: machines}}]}}}" + Keys,
        Head + "spec:\n  sslConfig: {oneWayTls: true}\n  virtualHost:\n    domains: [api.example]\n    options:\n      jwtStaged:\n        beforeExtAuth:\n          allowMissingOrFailedJwt: false\n" + Indent(ManyProviders, 10)
            + "\n        afterExtAuth:\n          validationPolicy: REQUIRE_VALID\n          providers: {second: {issuer: https://second, jwks: {remote: {url: https://second/keys}}, tokenSource: {headers: [{header: x-second}]}}}" + Keys,
        Head + """
            spec:
              virtualHost:
                optionsConfigRefs: {delegateOptions: [{name: guards, namespace: ns}]}
            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualHostOption
            metadata: {name: guards, namespace: ns}
            spec:
              options:
                jwt: {validationPolicy: REQUIRE_VALID, allowMissingOrFailedJwt: false, providers: {idp: {issuer: https://idp, keepToken: true, jwks: {remote: {url: https://idp/keys}}, claimsToHeaders: [{claim: role, header: x-role}]}}}
                headerManipulation: {requestHeadersToRemove: [x-internal], responseHeadersToRemove: [x-debug], responseHeadersToAdd: [{header: {key: x-frame, value: deny}, append: false}]}
                retries: {retryOn: '5xx', numRetries: 2, perTryTimeout: 3s}
            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualHostOption
            metadata: {name: other, namespace: ns}
            spec: {options: {}}
            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualHostOption
            metadata: {name: guards, namespace: other}
            spec: {options: {}}
            """,
        Head + "spec:\n  virtualHost:\n    options:\n      jwt: {providers: {idp: {issuer: https://idp, jwks: {remote: {url: https://idp/keys}}}}}\n" + Indent(OptionParts.OfHost, 6) + OptionParts.Rules,
    ];

    /// <summary>A route that the caller picks the Upstream of.</summary>
    public static readonly string Named = Upstreams("matchers: [{prefix: /at/named}]\nrouteAction: {clusterHeader: x-cluster}");

    /// <summary>A route, and what it refers to. Each has a path of its own.</summary>
    public static readonly IReadOnlyList<string> Routes =
    [
        Forward("a", "matchers: [{prefix: /at/rules}]", """
            rbac:
              policies:
                writers:
                  permissions: {methods: [PUT], pathPrefix: /at/rules/chat}
                  principals: [{jwtPrincipal: {claims: {team: a, level: high}}}, {jwtPrincipal: {claims: {team: b}}}]
                readers: {nestedClaimDelimiter: '.', permissions: {methods: [GET]}, principals: [{jwtPrincipal: {matcher: LIST_CONTAINS, claims: {org.groups: dev}}}]}
            """),
        Forward("a", "matchers: [{exact: /at/exact, caseSensitive: true, headers: [{name: x-team, value: red, regex: false}, {name: x-mode, value: 'a|b', regex: true}, {name: x-debug, value: 'on', invertMatch: true}, {name: x-key}]}]"),
        Forward("a", "matchers: [{regex: '/at/v[0-9]/(chat|embed)', queryParameters: [{name: q, value: '[0-9]+', regex: true}, {name: mode, value: fast}]}]"),
        Forward("a", "matchers: [{prefix: /at/claims, headers: [{name: x-role, value: admin}]}]"),
        "matchers: [{prefix: /open/private, methods: [GET, POST]}]\ndirectResponseAction: {status: 403, body: 'no'}",
        "matchers: [{prefix: /open}]\ndirectResponseAction: {status: 200, body: hello}",
        Upstreams("matchers: [{prefix: /at/multi}]\nrouteAction: {multi: {destinations: [{weight: 80, destination: {upstream: {name: a, namespace: ns}}, options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-way, value: one}, append: true}]}}}, {weight: 20, destination: {upstream: {name: b, namespace: ns}}}]}}"),
        Upstreams("matchers: [{prefix: /at/group}]\nrouteAction: {upstreamGroup: {name: both, namespace: ns}}") + """

            ---
            apiVersion: gloo.solo.io/v1
            kind: UpstreamGroup
            metadata: {name: both, namespace: ns}
            spec: {destinations: [{weight: 1, destination: {upstream: {name: a, namespace: ns}}}, {weight: 3, destination: {kube: {ref: {name: svc, namespace: prod}, port: 8080}}}]}
            ---
            apiVersion: gloo.solo.io/v1
            kind: UpstreamGroup
            metadata: {name: other, namespace: ns}
            spec: {destinations: [{weight: 1, destination: {upstream: {name: d, namespace: ns}}}]}
            ---
            apiVersion: gloo.solo.io/v1
            kind: UpstreamGroup
            metadata: {name: both, namespace: other}
            spec: {destinations: [{weight: 1, destination: {upstream: {name: d, namespace: ns}}}]}
            """,
        "matchers: [{prefix: /at/moved}]\nredirectAction: {hostRedirect: new.example, pathRedirect: /new, responseCode: FOUND, httpsRedirect: false, stripQuery: false, portRedirect: 8443}",
        "matchers: [{prefix: /at/prefix}]\nredirectAction: {prefixRewrite: /other, httpsRedirect: true, stripQuery: true}",
        "matchers: [{prefix: /at/regex}]\nredirectAction: {regexRewrite: {pattern: {regex: '/at/(.*)'}, substitution: '/\\1'}}",
        Forward("a", "matchers: [{prefix: /at/rewrite}]", "prefixRewrite: /v2\nautoHostRewrite: true\nappendXForwardedHost: true\ntimeout: 5s\nidleTimeout: 60s\nmaxStreamDuration: {maxStreamDuration: 90s}\nupgrades: [{websocket: {enabled: false}}]"),
        Forward("a", "matchers: [{prefix: /at/pattern}]", "regexRewrite: {pattern: {regex: '/at/[a-z]+'}, substitution: /p}\nhostRewrite: inner.example\nretries: {retryOn: 'reset,retriable-status-codes', numRetries: 3, perTryTimeout: 2s, retriableStatusCodes: [500, 503], retryBackOff: {baseInterval: 0.05s, maxInterval: 1s}}"),
        Forward("a", "matchers: [{prefix: /at/hosts}]", "hostRewriteHeader: x-host\njwtStaged: {afterExtAuth: {disable: false}}\nrbac: {disable: true}"),
        Forward("a", "matchers: [{prefix: /at/hosts}]", "hostRewritePathRegex: {pattern: {regex: '^/at/(.*)$'}, substitution: '\\1.example'}"),
        """
        name: tables
        matchers: [{prefix: /at/table, methods: [GET]}]
        delegateAction: {ref: {name: table, namespace: ns}}
        inheritableMatchers: false
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: table, namespace: ns}
        spec: {weight: 1, routes: [{name: one, matchers: [{prefix: /at/table/one}], directResponseAction: {status: 200}}, {matchers: [{prefix: /at/table/two, methods: [GET]}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: other, namespace: ns}
        spec: {routes: [{matchers: [{prefix: /at/table, methods: [GET]}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: table, namespace: other}
        spec: {routes: [{matchers: [{prefix: /at/table, methods: [GET]}], directResponseAction: {status: 200}}]}
        """,
        """
        matchers: [{prefix: /at/labels}]
        delegateAction: {selector: {namespaces: [ns], labels: {part: x}}}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: first, namespace: ns, labels: {part: x, tier: '1'}}
        spec: {weight: 1, routes: [{matchers: [{prefix: /at/labels/one}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: deny, namespace: ns, labels: {part: x}}
        spec: {routes: [{matchers: [{prefix: /at/labels/one/private}], directResponseAction: {status: 403}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: second, namespace: ns, labels: {part: 'y'}}
        spec: {routes: [{matchers: [{prefix: /at/labels/two}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: elsewhere, namespace: others, labels: {part: x}}
        spec: {routes: [{matchers: [{prefix: /at/labels/else}], directResponseAction: {status: 200}}]}
        """,
        """
        matchers: [{prefix: /at/words}]
        delegateAction: {selector: {namespaces: [words], expressions: [{key: word, operator: In, values: [x]}, {key: hidden, operator: DoesNotExist}]}}
        inheritablePathMatchers: false
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: third, namespace: words, labels: {word: x}}
        spec: {routes: [{matchers: [{prefix: /at/words/one}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: fourth, namespace: words, labels: {word: 'y'}}
        spec: {routes: [{matchers: [{prefix: /at/words/two}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: fifth, namespace: words, labels: {word: x, hidden: 'yes'}}
        spec: {routes: [{matchers: [{prefix: /at/words/three}], directResponseAction: {status: 200}}]}
        """,
        """
        matchers: [{prefix: /at/shown}]
        delegateAction: {selector: {namespaces: [shown], expressions: [{key: hidden, operator: DoesNotExist}]}}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: sixth, namespace: shown}
        spec: {routes: [{matchers: [{prefix: /at/shown/one}], directResponseAction: {status: 200}}]}
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: seventh, namespace: shown, labels: {hidden: 'yes'}}
        spec: {routes: [{matchers: [{prefix: /at/shown/two}], directResponseAction: {status: 200}}]}
        """,
        Upstreams("matchers: [{prefix: /at/former}]\ndelegateAction: {name: former, namespace: ns}") + """

            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: former, namespace: ns}
            spec: {routes: [{matchers: [{prefix: /at/former/one}], routeAction: {single: {upstream: {name: b, namespace: ns}}}}]}
            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: other, namespace: ns}
            spec: {routes: [{matchers: [{prefix: /at/former}], directResponseAction: {status: 200}}]}
            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: former, namespace: other}
            spec: {routes: [{matchers: [{prefix: /at/former}], directResponseAction: {status: 200}}]}
            """,
        Forward("a", "matchers: [{prefix: /at/anyone}]", "jwt: {disable: false}"),
        Forward("a", "matchers: [{prefix: /at/stages}]", "jwtStaged: {beforeExtAuth: {disable: false}, afterExtAuth: {disable: false}}\nrbac: {disable: false, policies: {p: {principals: [{jwtPrincipal: {claims: {team: a}}}]}}}"),
        Forward("a", "matchers: [{prefix: /at/own}]", """
            jwtProvidersStaged:
              beforeExtAuth: {validationPolicy: REQUIRE_VALID, providers: {own: {issuer: https://own, audiences: [own], jwks: {remote: {url: https://own/keys}}}}}
              afterExtAuth: {allowMissingOrFailedJwt: false, providers: {late: {issuer: https://late, jwks: {remote: {url: https://late/keys}}, tokenSource: {headers: [{header: x-late}]}}}}
            """),
        Upstreams("matchers: [{prefix: /at/referred}]\nrouteAction: {single: {upstream: {name: b, namespace: ns}}}\noptionsConfigRefs: {delegateOptions: [{name: extra, namespace: ns}]}") + """

            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteOption
            metadata: {name: extra, namespace: ns}
            spec: {options: {timeout: 9s, rbac: {policies: {p: {permissions: {pathPrefix: /at/referred/x}, principals: [{jwtPrincipal: {matcher: BOOLEAN, claims: {admin: 'true'}}}]}}}}}
            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteOption
            metadata: {name: other, namespace: ns}
            spec: {options: {}}
            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteOption
            metadata: {name: extra, namespace: other}
            spec: {options: {}}
            """,
        "matchers: [{prefix: /at/kube}]\nrouteAction: {single: {kube: {ref: {name: svc, namespace: prod}, port: 8080}}}",
        Forward("c", "matchers: [{prefix: /at/secret}]", "headerManipulation: {requestHeadersToRemove: [x-drop, cookie], responseHeadersToRemove: [server], requestHeadersToAdd: [{headerSecretRef: {name: vendor, namespace: ns}, append: false}, {header: {key: x-tenant, value: a}, append: false}], responseHeadersToAdd: [{header: {key: x-seen, value: 'yes'}, append: true}]}") + """

            ---
            apiVersion: v1
            kind: Secret
            type: gloo.solo.io/header
            metadata: {name: vendor, namespace: ns}
            data: {x-vendor: bm90IGEga2V5}
            stringData: {authorization: Bearer none}
            """,
        Forward("a", "name: asked\nmatchers: [{prefix: /at/asked}]") + """

            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: models, namespace: ns}
            spec:
              targetRefs: [{kind: VirtualService, name: vs, sectionName: asked}]
              bodyLimit: 1000000
              filterModelList: true
              rules:
                - {name: team, principals: [{jwtPrincipal: {claims: {team: a}}}], models: [good*], setModel: {good: better}, unnamed: [BATCH]}
                - {name: own, fromClaim: llms.names, nestedClaimDelimiter: ., claimProvider: idp, claimSeparator: SPACE}
            """,
        Forward("a", "name: metered\nmatchers: [{prefix: /at/metered}]") + """

            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: vs, namespace: ns}
            spec: {routes: [{name: metered, matchers: [{prefix: /a}], directResponseAction: {status: 200}}, {name: asked, matchers: [{prefix: /b}], directResponseAction: {status: 200}}]}
            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: other, namespace: ns}
            spec: {routes: [{name: metered, matchers: [{prefix: /a}], directResponseAction: {status: 200}}]}
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: UsagePolicy
            metadata: {name: usage, namespace: ns}
            spec: {meter: true, streamUsage: REQUEST, targetRefs: [{kind: RouteTable, name: vs, sectionName: metered}, {kind: VirtualService, name: vs, sectionName: metered}]}
            """,
        Forward("a", "name: counted\nmatchers: [{prefix: /at/counted}]") + """

            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: tokens, namespace: ns}
            spec:
              targetRefs: [{kind: VirtualService, name: vs, sectionName: counted}]
              key: [{claim: seat}, {claim: org.user, nestedClaimDelimiter: ., provider: idp}, {claim: teams, each: true}]
              limits:
                - {tokens: 100000, per: DAY, timezone: Europe/Berlin}
                - {requests: 60, window: 60s}
                - {cost: 5, per: MONTH}
                - {concurrent: 4}
              overrides:
                - {key: {org.user: ann}, principals: [{jwtPrincipal: {claims: {org.tier: gold}}}], nestedClaimDelimiter: ., limits: [{tokens: 500000, per: DAY}]}
                - {key: {org.user: ben}, limits: [{requests: 5, per: HOUR}]}
              models: ['good*', any]
              count: {input: 1, cachedRead: 0.1, cachedWrite: 1.25, cachedWrite1Hour: 2, output: 4, reasoning: 5}
              prices:
                - {models: [good], input: 2.5, cachedRead: 0.25, cachedWrite: 3, cachedWrite1Hour: 5, output: 10, request: 0.01}
                - {models: ['*'], input: 1, output: 4}
              reserve: {output: 500}
              hard: true
              bodyLimit: 1000000
              mode: ENFORCE
              onMissingUsage: CHARGE
              onAbort: CHARGE
              onStoreFailure: REFUSE
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: all, namespace: ns}
            spec: {targetRefs: [{kind: VirtualService, name: vs, sectionName: counted}], shared: true, limits: [{requests: 10000, per: WEEK}]}
            """,
        Forward("a", "matchers: [{prefix: /at/mail}]", "rbac: {policies: {p: {principals: [{jwtPrincipal: {matcher: REGEX_MATCH, claims: {mail: '[a-c]+@example\\.org'}, provider: idp}}]}}}"),
        .. OptionParts.Routes,
    ];

    public static string Forward(string upstream, string route, string options = "") =>
        Upstreams($"{route}\nrouteAction: {{single: {{upstream: {{name: {upstream}, namespace: ns}}}}}}" + (options.Length > 0 ? $"\noptions:\n{Indent(options, 2)}" : ""));

    public static string Upstreams(string route) => route + """

        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: a, namespace: ns}
        spec: {static: {useTls: true, autoSniRewrite: true, hosts: [{addr: a.example, port: 8443, sniAddr: sni.example}, {addr: a2.example, port: 8443}]}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: b, namespace: ns}
        spec: {kube: {serviceName: b, serviceNamespace: prod, servicePort: 80}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: c, namespace: ns}
        spec: {sslConfig: {sni: tls.example}, static: {autoSniRewrite: false, hosts: [{addr: c.example, port: 443}]}}
        """;

    private static string Indent(string text, int by) => string.Join('\n', text.Split('\n').Select(line => new string(' ', by) + line));
}
