using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A policy with everything that is counted or kept by caller, and the requests that are sent to it.</summary>
internal static class Neighbourhood
{
    public const string Tokens = "tokens.test";

    public const string Keys = "keys.test";

    public const string Limits = "limits.test";

    public const string Open = "open.test";

    public static readonly string[] Hosts = [Tokens, Keys, Limits, Open];

    private static readonly SigningKey Key = SigningKey.Hmac();

    public static string Manifest { get; } = $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: tokens, namespace: default }
        spec:
          virtualHost:
            domains: [{{Tokens}}]
            options:
              jwt: { providers: { one: { issuer: a, claimsToHeaders: [{ claim: sub, header: x-sub }], jwks: { local: { key: '{{Key.Jwk()}}' } } } } }
              rbac: { policies: { team: { principals: [{ jwtPrincipal: { claims: { team: a } } }] } } }
            routes:
            - { matchers: [{ prefix: / }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: keys, namespace: default }
        spec:
          virtualHost:
            domains: [{{Keys}}]
            options:
              rateLimitConfigs: { refs: [{ name: by-user, namespace: default }] }
            routes:
            - { matchers: [{ prefix: /free }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
            - matchers: [{ prefix: /own }]
              options: { extauth: { configRef: { name: keys, namespace: default } } }
              routeAction: { single: { upstream: { name: up, namespace: default } } }
            - matchers: [{ prefix: / }]
              options: { extauth: { configRef: { name: keys, namespace: default } }, cors: { allowOrigin: ['https://a.test'], exposeHeaders: [x-a] } }
              routeAction: { single: { upstream: { name: up, namespace: default } } }
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: limits, namespace: default }
        spec:
          virtualHost:
            domains: [{{Limits}}]
            options:
              rateLimitConfigs: { refs: [{ name: by-headers, namespace: default }] }
            routes:
            - { matchers: [{ prefix: / }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: open, namespace: default }
        spec:
          virtualHost:
            domains: [{{Open}}]
            options:
              transformations: { requestTransformation: { transformationTemplate: { headers: { x-made: { text: '{{"{{ header(\"x-team\") }}"}}' } } } } }
            routes:
            - { matchers: [{ prefix: / }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: { name: keys, namespace: default }
        spec:
          configs:
          - apiKeyAuth: { headerName: api-key, labelSelector: { team: all }, headersFromMetadataEntry: { x-plan: { name: plan } } }
        ---
        {{Secret("ann", "gold")}}
        ---
        {{Secret("bob", "tin")}}
        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: { name: by-user, namespace: default }
        spec:
          raw:
            descriptors: [{ key: user, rateLimit: { requestsPerUnit: 3, unit: DAY } }]
            rateLimits: [{ actions: [{ requestHeaders: { headerName: x-user-id, descriptorKey: user } }] }]
        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: { name: by-headers, namespace: default }
        spec:
          raw:
            descriptors: [{ key: team, descriptors: [{ key: user, rateLimit: { requestsPerUnit: 3, unit: DAY } }] }]
            rateLimits:
            - actions:
              - requestHeaders: { headerName: x-team, descriptorKey: team }
              - requestHeaders: { headerName: x-user, descriptorKey: user }
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: { name: by-sub, namespace: default }
        spec: { targetRefs: [{ kind: VirtualService, name: tokens }], key: [{ claim: sub }, { claim: org }], limits: [{ tokens: 6000, per: DAY }, { requests: 9, per: DAY }] }
        ---
        {{PolicyShape.Up}}
        """;

    /// <summary>A good token.</summary>
    public static string Token(string subject, string org, string team) =>
        Key.Sign($$"""{"iss":"a","sub":{{System.Text.Json.JsonSerializer.Serialize(subject)}},"org":{{System.Text.Json.JsonSerializer.Serialize(org)}},"team":"{{team}}"}""");

    /// <summary>The API key of a Secret.</summary>
    public static string ApiKey(string name) => $"the-api-key-of-{name}-that-nobody-guesses";

    private static string Secret(string name, string plan) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: {{name}}, namespace: default, labels: { team: all } }
        type: extauth.solo.io/apikey
        stringData: { api-key: {{ApiKey(name)}}, plan: {{plan}} }
        """;
}
