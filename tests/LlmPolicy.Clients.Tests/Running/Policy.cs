using LlmPolicy.Clients.StandIn;

namespace LlmPolicy.Clients.Running;

/// <summary>A caller's token where its SDK puts a key, the models that the token's claim lists, and each provider's key in the place of the token.</summary>
internal static class Policy
{
    public static string For(SigningKey key, Uri providers) => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: models, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt:
                providers:
                  company:
                    issuer: company
                    jwks: {local: {key: '{{key.Jwk()}}'} }
                    tokenSource:
                      headers:
                        - {header: Authorization, prefix: "Bearer "}
                        - {header: api-key}
                        - {header: x-goog-api-key}
            routes:
        {{Route("/openai/deployments/", "api-key")}}
        {{Route("/v1/messages", "x-api-key")}}
        {{Route("/v1/models/", "x-goog-api-key")}}
        {{Route("/v1beta/models/", "x-goog-api-key")}}
        {{Route("/", "authorization")}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: models}]
          rules:
            - fromClaim: llms.huggingface
              nestedClaimDelimiter: .
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: providers, namespace: default}
        spec: {static: {hosts: [{addr: {{providers.Host}}, port: {{providers.Port}} }]} }
        {{Secret("api-key", "")}}
        {{Secret("x-api-key", "")}}
        {{Secret("x-goog-api-key", "")}}
        {{Secret("authorization", "Bearer ")}}
        """;

    private static string Route(string prefix, string keyHeader) => $$"""
              - matchers: [{prefix: {{prefix}}}]
                routeAction: {single: {upstream: {name: providers, namespace: default} } }
                options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: {{keyHeader}}, namespace: default}, append: false}]} }
        """;

    private static string Secret(string header, string scheme) => $$"""
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: {{header}}, namespace: default}
        type: gloo.solo.io/header
        stringData: { {{header}}: {{scheme}}{{Said.Key}} }
        """;
}
