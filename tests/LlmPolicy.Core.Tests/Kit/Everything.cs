namespace LlmPolicy.Tests;

/// <summary>A policy that uses every part of the language at once.</summary>
internal static class Everything
{
    public static string Manifest { get; } = Tests.Manifest.Service(
        """
        - name: guarded
          matchers:
            - {regex: '/regex/[0-9]+', methods: [GET, POST]}
            - {prefix: /Q, caseSensitive: false, queryParameters: [{name: 'n', value: '1'}]}
            - {exact: /a, headers: [{name: x-role, value: 'ad.*', regex: true}, {name: x-none, invertMatch: true}]}
          routeAction:
            multi:
              destinations:
                - {destination: {upstream: {name: up}}, weight: 1}
                - destination: {upstream: {name: up}}
                  weight: 3
                  options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-d, value: '%REQ(x-a)%'}}]}}
          options:
            regexRewrite: {pattern: {regex: '/([a-z]+)'}, substitution: '/\1-\1'}
            hostRewriteHeader: x-a
            appendXForwardedHost: true
            rbac:
              policies:
                a:
                  nestedClaimDelimiter: .
                  permissions: {pathPrefix: /, methods: [GET]}
                  principals: [{jwtPrincipal: {claims: {a.b: c}, matcher: LIST_CONTAINS}}]
                b: {principals: [{jwtPrincipal: {provider: p, claims: {s: '.*'}, matcher: REGEX_MATCH}}]}
            headerManipulation:
              requestHeadersToAdd:
                - {header: {key: x-all, value: '%PROTOCOL% %REQ(x-a?x-role):10% %DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:a)% %%'}}
                - {header: {key: content-type, value: '%REQ(:path)%'}, append: false}
                - {headerSecretRef: {name: s, namespace: default}, append: false}
              requestHeadersToRemove: [cookie, x-a]
              responseHeadersToAdd: [{header: {key: x-r, value: '%RESP(server)% %RESPONSE_CODE%'}}]
              responseHeadersToRemove: [server]
        - matchers: [{prefix: /w}]
          directResponseAction: {status: 299, body: w}
          options: {jwt: {disable: true}, rbac: {disable: true}}
        - matchers: [{prefix: /r}]
          redirectAction: {httpsRedirect: true, prefixRewrite: /b, stripQuery: true}
        - matchers: [{prefix: /}]
          routeAction: {single: {upstream: {name: up}}}
          options: {prefixRewrite: /up}
        """,
        $$"""
        jwt:
          validationPolicy: ALLOW_MISSING_OR_FAILED
          providers:
            p:
              jwks: {local: {key: '{{Keys.Hmac.PublicKey}}' } }
              tokenSource: {headers: [{header: authorization, prefix: 'Bearer '}, {header: x-jwt}], queryParams: [access_token]}
              claimsToHeaders: [{claim: a.b, header: x-claim}, {claim: 'n', header: x-n, append: true}, {claim: s, header: x-s}]
            q:
              keepToken: true
              issuer: solo.io
              jwks: {local: {key: '{{Keys.Rsa.Jwk()}}' } }
        headerManipulation:
          requestHeadersToAdd: [{header: {key: x-host, value: '%REQ(authorization)%' } }]
        """) + Tests.Manifest.Secret("s", "Authorization: Bearer secret");
}
