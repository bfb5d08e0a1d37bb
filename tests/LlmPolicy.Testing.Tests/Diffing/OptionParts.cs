namespace LlmPolicy.Testing.Diffing;

/// <summary>Of <see cref="SampleParts"/>: keys, pages of other sites, limits, transformations of headers, and Upstreams of providers.</summary>
internal static class OptionParts
{
    private const string Claim = "{key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: sub}]}";

    /// <summary>Secrets that hold API keys, those of others among them.</summary>
    private const string ApiKeys = """

        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: alice, namespace: ns, labels: {team: data, tier: one}}
        stringData: {api-key: key-of-alice, mail: alice@example.org, unit: a, x-unit: red, x-part: one, more: m, other: o}
        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: dora, namespace: ns, labels: {team: data}}
        stringData: {api-key: key-of-dora, other: o}
        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: bob, namespace: ns, labels: {team: ops}}
        stringData: {api-key: key-of-bob, unit: b, mail: bob@example.org, other: o}
        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: robot, namespace: ns}
        stringData: {api-key: key-of-robot, mail: robot@example.org, unit: r, other: o}
        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: robot, namespace: other}
        stringData: {api-key: key-of-another-robot, mail: robot@example.org, unit: r, other: o}
        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: other, namespace: ns}
        stringData: {api-key: key-of-other}
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: other, namespace: ns}
        spec: {configs: [{apiKeyAuth: {apiKeySecretRefs: [{name: other, namespace: ns}]}}]}
        """;

    private const string Digests = """

        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: digest, namespace: ns, labels: {kept: digests}}
        stringData: {api-key: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, x-unit: red, x-part: one}
        ---
        apiVersion: v1
        kind: Secret
        type: Opaque
        metadata: {name: shared, namespace: ns}
        stringData: {key: shared-by-all}
        ---
        apiVersion: v1
        kind: Secret
        type: Opaque
        metadata: {name: shared, namespace: other}
        stringData: {key: shared-elsewhere}
        """;

    public const string Rules = """

        ---
        apiVersion: gloo.solo.io/v1
        kind: Settings
        metadata: {name: default, namespace: gloo-system}
        spec:
          extauth: {userIdHeader: x-caller}
          ratelimitServer: {denyOnFail: true, requestTimeout: 0.2s, enableXRatelimitHeaders: true, rateLimitBeforeAuth: true}
          ratelimit:
            descriptors:
              - {key: generic_key, value: all, weight: 1, rateLimit: {requestsPerUnit: 100, unit: MINUTE}}
              - key: generic_key
                value: chat
                descriptors:
                  - {key: team, value: red, alwaysApply: true, rateLimit: {requestsPerUnit: 5, unit: HOUR}}
                  - {key: team, rateLimit: {requestsPerUnit: 50, unit: HOUR}}
              - {key: user, rateLimit: {requestsPerUnit: 20, unit: DAY}}
              - {key: header_match, value: slow, rateLimit: {requestsPerUnit: 2, unit: DAY}}
            setDescriptors:
              - {simpleDescriptors: [{key: generic_key, value: set}, {key: team}], alwaysApply: true, rateLimit: {requestsPerUnit: 9, unit: DAY}}
              - {simpleDescriptors: [{key: user}], rateLimit: {requestsPerUnit: 90, unit: WEEK}}
        """;

    private const string Configs = $$"""

        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: per-caller, namespace: ns}
        spec:
          raw:
            descriptors:
              - {key: caller, weight: 2, rateLimit: {requestsPerUnit: 100, unit: MINUTE} }
              - {key: generic_key, value: all, alwaysApply: true, rateLimit: {requestsPerUnit: 1000, unit: DAY} }
            setDescriptors:
              - {simpleDescriptors: [{key: generic_key, value: set}], rateLimit: {requestsPerUnit: 9, unit: HOUR} }
              - {simpleDescriptors: [{key: team, value: red}], alwaysApply: true, rateLimit: {requestsPerUnit: 7, unit: HOUR} }
            rateLimits:
              - actions: [{metadata: {descriptorKey: caller, metadataKey: {{Claim}}, defaultValue: nobody} }]
              - actions: [{genericKey: {descriptorValue: all} }]
              - setActions: [{genericKey: {descriptorValue: set} }, {requestHeaders: {headerName: x-team, descriptorKey: team} }]
        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: second, namespace: ns}
        spec: {raw: {descriptors: [{key: generic_key, value: second, rateLimit: {requestsPerUnit: 3, unit: SECOND} }], rateLimits: [{actions: [{genericKey: {descriptorValue: second} }]}]} }
        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: other, namespace: ns}
        spec: {raw: {descriptors: [{key: generic_key, value: other, rateLimit: {requestsPerUnit: 3000, unit: SECOND} }], rateLimits: [{actions: [{genericKey: {descriptorValue: other} }]}]} }
        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: per-caller, namespace: other}
        spec: {raw: {descriptors: [{key: generic_key, value: other, rateLimit: {requestsPerUnit: 3000, unit: SECOND} }], rateLimits: [{actions: [{genericKey: {descriptorValue: other} }]}]} }
        """;

    /// <summary>What the host's options have, beside its tokens.</summary>
    public const string OfHost = """
        cors: {allowOrigin: [https://a.example], allowMethods: [GET], exposeHeaders: [x-of-host], allowCredentials: false}
        corsPolicyMergeSettings: {exposeHeaders: UNION}
        csrf: {filterEnabled: {defaultValue: {numerator: 100}}, additionalOrigins: [{exact: of-host.example}]}
        ratelimit: {rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]}
        ratelimitEarly: {rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]}
        ratelimitRegular: {rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]}
        stagedTransformations: {regular: {requestTransforms: [{requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-of-host: {text: fixed}}}}}]}}
        """;

    public static readonly IReadOnlyList<string> Routes =
    [
        Forward("matchers: [{prefix: /at/keys}]", "extauth: {configRef: {name: keys, namespace: ns}}") + ApiKeys + """

            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: keys, namespace: ns}
            spec:
              configs:
                - {apiKeyAuth: {headerName: x-key, labelSelector: {team: data, tier: one}, apiKeySecretRefs: [{name: robot, namespace: ns}], headersFromMetadataEntry: {x-mail: {name: mail, required: true}}}}
                - {apiKeyAuth: {headerName: x-second, k8sSecretApikeyStorage: {labelSelector: {team: ops}, apiKeySecretRefs: [{name: robot, namespace: ns}]}, headersFromMetadata: {x-unit: {name: unit, required: true}}}}
            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: keys, namespace: other}
            spec: {configs: [{apiKeyAuth: {apiKeySecretRefs: [{name: other, namespace: ns}]}}]}
            """,
        Upstreams("matchers: [{prefix: /at/ways}]\nrouteAction: {multi: {destinations: [{weight: 1, destination: {upstream: {name: a, namespace: ns}}, options: {extauth: {disable: false}}}]}}\noptions: {extauth: {configRef: {name: other, namespace: ns}}}") + ApiKeys,
        Forward("matchers: [{prefix: /at/either}]", "extauth: {configRef: {name: either, namespace: ns}}\njwtProvidersStaged: {beforeExtAuth: {validationPolicy: ALLOW_MISSING, providers: {own: {issuer: https://own, jwks: {remote: {url: https://own/keys}}}}}}") + ApiKeys + """

            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: either, namespace: ns}
            spec:
              booleanExpr: one && two && (three || four)
              configs:
                - {name: one, apiKeyAuth: {labelSelector: {team: data}}}
                - {name: two, apiKeyAuth: {headerName: x-two, labelSelector: {team: ops}}}
                - {name: three, jwt: {}}
                - {name: four, apiKeyAuth: {headerName: x-four, apiKeySecretRefs: [{name: robot, namespace: ns}]}}
            """,
        Forward("matchers: [{prefix: /at/digests}]", "extauth: {configRef: {name: digests, namespace: ns}}") + ApiKeys + Digests + """

            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: digests, namespace: ns}
            spec: {configs: [{apiKeyAuth: {labelSelector: {kept: digests}, digest: {algorithm: SHA256}, match: {headers: [{name: x-unit}, {name: x-part}]}}}]}
            """,
        Forward("matchers: [{prefix: /at/shared}]", "extauth: {configRef: {name: shared, namespace: ns}}") + ApiKeys + Digests + """

            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: shared, namespace: ns}
            spec: {configs: [{apiKeyAuth: {labelSelector: {kept: digests}, hmac: {algorithm: HMAC_SHA256, sharedSecretRef: {name: shared, namespace: ns}}}}]}
            """,
        Forward("matchers: [{prefix: /at/kept}]", "extauth: {configRef: {name: kept, namespace: ns}}") + Digests + """

            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: kept, namespace: ns}
            spec: {configs: [{apiKeyAuth: {labelSelector: {kept: digests}, digest: {algorithm: SHA256}}}]}
            """,
        Forward("name: by-key\nmatchers: [{prefix: /at/by-key}]", "extauth: {configRef: {name: by-key, namespace: ns}}") + ApiKeys + """

            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: by-key, namespace: ns}
            spec: {configs: [{apiKeyAuth: {labelSelector: {team: data}}}]}
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: by-key, namespace: ns}
            spec: {targetRefs: [{kind: VirtualService, name: vs, sectionName: by-key}], key: [{apiKeyMetadata: unit}, {apiKey: name}], limits: [{requests: 100, per: DAY}]}
            """,
        Forward("matchers: [{prefix: /at/pages}]", "cors: {allowOrigin: [https://b.example], allowOriginRegex: ['https://[a-z]+[.]c[.]example'], allowMethods: [GET, POST], allowHeaders: [authorization], exposeHeaders: [x-request], maxAge: '600', allowCredentials: false, disableForRoute: false}"),
        Forward("matchers: [{prefix: /at/no-pages}]", "cors: {allowOrigin: [https://b.example], disableForRoute: true}"),
        Forward("matchers: [{prefix: /at/forms}]", "csrf: {filterEnabled: {defaultValue: {numerator: 100, denominator: HUNDRED}}, shadowEnabled: {defaultValue: {numerator: 50, denominator: HUNDRED}}, additionalOrigins: [{exact: A.example, ignoreCase: true}, {prefix: pre., ignoreCase: false}, {suffix: .suf.example}, {safeRegex: {regex: 'd[0-9][.]example'}}]}"),
        Forward("matchers: [{prefix: /at/faults}]", "faults: {abort: {percentage: 100, httpStatus: 503}, delay: {percentage: 50, fixedDelay: 5s}}"),
        Forward("matchers: [{prefix: /at/former-headers}]", """
            transformations:
              clearRouteCache: false
              requestTransformation: {transformationTemplate: {passthrough: {}, escapeCharacters: false, advancedTemplates: false, headers: {x-fixed: {text: fixed}, x-copied: {text: '{{ header("x-team") }}'}}, headersToRemove: [x-drop, x-gone], headersToAppend: [{key: x-appended, value: {text: appended}}]}}
              responseTransformation: {transformationTemplate: {passthrough: {}, headers: {x-answered: {text: 'yes'}}}}
            """),
        Forward("matchers: [{prefix: /at/parsed}]", "transformations: {requestTransformation: {transformationTemplate: {parseBodyBehavior: ParseAsJson, ignoreErrorOnParse: false, headers: {x-fixed: {text: fixed}}}}}"),
        Forward("matchers: [{prefix: /at/staged}]", """
            stagedTransformations:
              escapeCharacters: false
              inheritTransformation: false
              early:
                requestTransforms:
                  - {matcher: {exact: /at/staged/x, caseSensitive: false}, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-exact: {text: early}}}}}
                  - {matcher: {prefix: /at/staged/chat, methods: [POST], headers: [{name: x-team, value: red}, {name: x-mode}], queryParameters: [{name: q, value: '1'}, {name: r}]}, clearRouteCache: false, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-early: {text: early}}}}, responseTransformation: {transformationTemplate: {passthrough: {}, headers: {x-way: {text: early}}}}}
                  - {requestTransformation: {transformationTemplate: {passthrough: {}, headersToRemove: [x-forged]}}}
                responseTransforms: [{matchers: [{name: ':status', value: '200', invertMatch: true}], responseTransformation: {transformationTemplate: {passthrough: {}, headers: {x-early-answer: {text: 'yes'}}}}}]
              regular:
                requestTransforms:
                  - {matcher: {prefix: /at/staged/chat}, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-regular: {text: regular}}}}}
                  - {matcher: {prefix: /at/staged}, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-regular: {text: others}}}}}
                responseTransforms: [{matchers: [{name: ':status', value: '200'}], responseTransformation: {transformationTemplate: {passthrough: {}, headersToRemove: [server]}}}]
            """),
        Forward("matchers: [{prefix: /at/inherits}]", "stagedTransformations: {inheritTransformation: true, regular: {requestTransforms: [{matcher: {prefix: /at/inherits/own}, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-own: {text: own}}}}}]}}"),
        Forward("matchers: [{prefix: /at/bucket}]", $$"""
            ratelimit:
              localRatelimit: {maxTokens: 5, tokensPerFill: 2, fillInterval: 30s}
              includeVhRateLimits: true
              rateLimits:
                - {type: REQUEST, actions: [{genericKey: {descriptorValue: chat} }, {requestHeaders: {headerName: x-team, descriptorKey: team} }], limit: {dynamicMetadata: {metadataKey: {key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: limit}]} } } }
                - {actions: [{headerValueMatch: {descriptorValue: slow, expectMatch: true, headers: [{name: x-exact, exactMatch: a}, {name: x-pre, prefixMatch: b}, {name: x-suf, suffixMatch: c}, {name: x-regex, regexMatch: '[d-f]'}, {name: x-range, rangeMatch: {start: 1, end: 9} }, {name: x-there, presentMatch: true, invertMatch: true}]} }]}
                - {actions: [{headerValueMatch: {descriptorValue: slow, expectMatch: false, headers: [{name: x-fast}, {name: x-faster}]} }]}
                - {actions: [{metadata: {descriptorKey: user, metadataKey: {{Claim}}, defaultValue: nobody, source: DYNAMIC} }]}
                - {setActions: [{genericKey: {descriptorValue: set} }, {requestHeaders: {headerName: x-team, descriptorKey: team} }, {metadata: {descriptorKey: user, metadataKey: {{Claim}} } }, {headerValueMatch: {descriptorValue: slow, headers: [{name: x-slow}, {name: x-slower}]} }, {sourceCluster: {} }, {destinationCluster: {} }, {remoteAddress: {} }]}
                - {actions: [{sourceCluster: {} }, {destinationCluster: {} }, {remoteAddress: {} }]}
            """) + Rules,
        Forward("matchers: [{prefix: /at/early}]", """
            ratelimitEarly: {localRatelimit: {maxTokens: 5}, includeVhRateLimits: true, rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}, {actions: [{genericKey: {descriptorValue: chat}}, {requestHeaders: {headerName: x-team, descriptorKey: team}}]}]}
            ratelimitRegular: {includeVhRateLimits: true, rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}, {actions: [{genericKey: {descriptorValue: chat}}, {requestHeaders: {headerName: x-team, descriptorKey: team}}]}]}
            """) + Rules,
        Forward("name: configured\nmatchers: [{prefix: /at/configured}]", """
            rateLimitConfigs: {refs: [{name: per-caller, namespace: ns}, {name: second, namespace: ns}]}
            rateLimitEarlyConfigs: {refs: [{name: per-caller, namespace: ns}, {name: second, namespace: ns}]}
            rateLimitRegularConfigs: {refs: [{name: per-caller, namespace: ns}, {name: second, namespace: ns}]}
            ratelimitBasic: {authorizedLimits: {requestsPerUnit: 100, unit: MINUTE}, anonymousLimits: {requestsPerUnit: 5, unit: HOUR}}
            """) + Configs,
        Provider("openai", "openai: {authToken: {secretRef: {name: vendor, namespace: ns}}, model: gpt, customHost: {host: models.example, port: 443, hostname: sni.example, pathOverride: {basePath: /v2}}}"),
        Provider("mistral", "mistral: {authToken: {inline: not-a-key}, model: small, customHost: {host: mistral.example, port: 443, pathOverride: {fullPath: /v3/chat}}}"),
        Provider("anthropic", "anthropic: {authToken: {secretRef: {name: vendor, namespace: ns}}, model: claude, version: '2023-06-01', customHost: {host: anthropic.example, port: 443}}"),
        Provider("azure", "azureOpenai: {authToken: {secretRef: {name: vendor, namespace: ns}}, endpoint: mine.openai.azure.com, deploymentName: gpt, apiVersion: '2024-06-01', customHost: {host: azure.example, port: 443}}"),
        Provider("gemini", "gemini: {authToken: {secretRef: {name: vendor, namespace: ns}}, model: flash, apiVersion: v1, customHost: {host: gemini.example, port: 443}}"),
    ];

    private static string Provider(string name, string ai) => $$"""
        matchers: [{prefix: /at/{{name}}}]
        routeAction: {single: {upstream: {name: {{name}}, namespace: ns} } }
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: {{name}}, namespace: ns}
        spec: {ai: { {{ai}} } }
        """;

    private static string Upstreams(string route) => SampleParts.Upstreams(route);

    private static string Forward(string route, string options) => SampleParts.Forward("a", route, options);
}
