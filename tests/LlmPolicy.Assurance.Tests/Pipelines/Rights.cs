using System.IO.Compression;
using System.Text;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// Who may do what, said twice: as manifests, and as a table by which what was carried out is judged. The table knows nothing of pipelines: it takes what an endpoint
/// or an upstream was asked for, and reads it as generously as anyone might.
/// </summary>
internal static class Rights
{
    public const string KeyOfAlpha = "key-of-alpha-f3a9";
    public const string KeyOfBeta = "key-of-beta-77c1";
    public const string Gateway = "gateway.test";
    public const string Closed = "closed.test";
    public const string Models = "models.test";

    /// <summary>There callers show an API key in place of a token; whoever has one may what needs no team.</summary>
    public const string Keys = "keys.test";

    /// <summary>First segments of paths, and what each leads to: endpoints behind the guard, endpoints guarded from within, a terminal middleware, the gateway.</summary>
    public const string Areas = "erfg";

    private const string KnownCallers = "jwt: {providers: {p: {issuer: pipelines, claimsToHeaders: [{claim: sub, header: x-user}, {claim: absent, header: x-absent}], "
        + "tokenSource: {headers: [{header: authorization, prefix: 'Bearer '}, {header: x-token}], queryParams: [access_token]}, jwks: {local: {key: \"KEY\"}}}}}";

    public static string Manifests { get; } = $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: all, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options: { {{WithKey(KnownCallers)}} }
            routes:
              - matchers: [{prefix: /, methods: [DELETE]}]
                directResponseAction: {status: 403}
              - matchers: [{prefix: /, queryParameters: [{name: secret}]}]
                directResponseAction: {status: 403}
              - matchers: [{{Under("closed")}}, {{Based("b")}}]
                directResponseAction: {status: 403}
        {{Route("a", "alpha", ForTeam("a"))}}
        {{Route("b", "beta", ForTeam("b"))}}
        {{Route("shared", "alpha", "")}}
        {{Route("moved", "alpha", "")}}
        {{Route("quiz", "alpha", "")}}
        {{Route("hop", "alpha", "")}}
        {{Route("open", "beta", "jwt: {disable: true}, ")}}
        {{Route("poison", "alpha", "", ", {header: {key: x-poison, value: policy}, append: false}")}}
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: closed, namespace: default}
        spec:
          virtualHost:
            domains: [{{Closed}}]
            routes:
              - matchers: [{prefix: /}]
                directResponseAction: {status: 403}
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: models, namespace: default}
        spec:
          virtualHost:
            domains: [{{Models}}]
            options: { {{WithKey(KnownCallers)}} }
            routes:
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: alpha, namespace: default} } }
                options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: alpha, namespace: default}, append: false}]} }
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: keys, namespace: default}
        spec:
          virtualHost:
            domains: [{{Keys}}]
            options: {extauth: {configRef: {name: keys, namespace: default} } }
            routes:
              - matchers: [{prefix: /, methods: [DELETE]}]
                directResponseAction: {status: 403}
              - matchers: [{prefix: /, queryParameters: [{name: secret}]}]
                directResponseAction: {status: 403}
              - matchers: [{{Under("closed")}}, {{Under("a")}}, {{Under("b")}}]
                directResponseAction: {status: 403}
        {{Route("shared", "alpha", "")}}
        {{Route("moved", "alpha", "")}}
        {{Route("quiz", "alpha", "")}}
        {{Route("hop", "alpha", "")}}
        {{Route("open", "beta", "extauth: {disable: true}, ")}}
        {{Route("poison", "alpha", "", ", {header: {key: x-poison, value: policy}, append: false}")}}
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec: {configs: [{apiKeyAuth: {labelSelector: {of: callers} } }]}
        ---
        {{ApiKey(Caller.Alice)}}
        ---
        {{ApiKey(Caller.Bob)}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: models}]
          rules: [{models: ['good*']}]
        ---
        {{Upstream("alpha", KeyOfAlpha)}}
        ---
        {{Upstream("beta", KeyOfBeta)}}
        """;

    /// <summary>Whether a caller may have this carried out, there.</summary>
    public static bool Allow(Caller caller, Seen seen)
    {
        string[] path = Segments(seen.Path);
        if (path is ["public", ..] or ["base", "public", ..])
        {
            return !seen.IsUpstream;
        }

        if (seen.Host == Models)
        {
            string body = Text(seen);
            return caller.IsKnown && seen.Place != "beta" && (seen.Method is "GET" or "HEAD" || body.Contains("\"good", StringComparison.Ordinal)) && !body.Contains("evil", StringComparison.Ordinal);
        }

        if (seen.Method.Equals("DELETE", StringComparison.OrdinalIgnoreCase) || Parameters(seen.Query).Contains("secret", StringComparer.OrdinalIgnoreCase)
            || seen.Host.Equals(Closed, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        bool isBased = path is ["base", ..];
        return (isBased ? path[1..] : path) switch
        {
            [_, "a" or "b", ..] when seen.Host == Keys => false,
            [_, "a", ..] => caller.Team is "a" && seen.Place != "beta",
            [_, "b", ..] => caller.Team is "b" && !isBased && seen.Place != "alpha",
            [_, "shared" or "moved" or "quiz" or "hop", ..] => caller.IsKnown && seen.Place != "beta",
            [_, "open", ..] => seen.Place != "alpha",
            // The change of a header throws there; the gateway makes it in its own way.
            [_, "poison", ..] => caller.IsKnown && seen.Place == "alpha",
            _ => false,
        };
    }

    /// <summary>The segments of a path as the most forgiving reader has them: decoded, dots resolved, in lower case.</summary>
    private static string[] Segments(string path)
    {
        List<string> segments = [];
        foreach (string segment in Uri.UnescapeDataString(Uri.UnescapeDataString(path)).ToLowerInvariant().Split('/', '\\'))
        {
            if (segment == ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment.Length > 0 && segment is not ("." or ".."))
            {
                segments.Add(segment.Split(';')[0]);
            }
        }

        return [.. segments];
    }

    private static IEnumerable<string> Parameters(string query) => query.TrimStart('?').Split('&').Select(pair => Uri.UnescapeDataString(pair.Split('=')[0]));

    private static string Text(Seen seen)
    {
        if (seen["content-encoding"] is not ["gzip"])
        {
            return seen.Body;
        }

        using GZipStream zipped = new(new MemoryStream(Encoding.Latin1.GetBytes(seen.Body)), CompressionMode.Decompress);
        using StreamReader reader = new(zipped, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static string WithKey(string options) => options.Replace("KEY", Caller.PublicKey.ReplaceLineEndings("\\n"), StringComparison.Ordinal);

    private static string Under(string name) => $"{Plain(name)}, {Based(name)}";

    private static string Plain(string name) => Prefixes("", name);

    private static string Based(string name) => Prefixes("/base", name);

    private static string Prefixes(string before, string name) => string.Join(", ", Areas.Select(area => $"{{prefix: {before}/{area}/{name}}}"));

    private static string ForTeam(string team) => "rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {team: " + team + "}}}]}}}, ";

    private static string Route(string name, string upstream, string options, string more = "") => $$"""
              - matchers: [{{(name is "b" ? Plain(name) : Under(name))}}]
                routeAction: {single: {upstream: {name: {{upstream}}, namespace: default} } }
                options: { {{options}}headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: {{upstream}}, namespace: default}, append: false}{{more}}]} }
        """;

    private static string ApiKey(Caller caller) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: {{caller.Name}}-key, namespace: default, labels: {of: callers} }
        type: extauth.solo.io/apikey
        stringData: {api-key: {{caller.ApiKey}} }
        """;

    private static string Upstream(string name, string key) => $$"""
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: {{name}}, namespace: default}
        spec:
          static: {hosts: [{addr: {{name}}.test, port: 80}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}, namespace: default}
        type: gloo.solo.io/header
        stringData: {"x-api-key": "{{key}}"}
        """;
}
