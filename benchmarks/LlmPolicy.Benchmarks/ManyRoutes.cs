using System.Globalization;
using System.Text;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Benchmarks;

/// <summary>Manifests of any number of routes.</summary>
internal static class ManyRoutes
{
    /// <summary>A VirtualService a host, and an Upstream for all.</summary>
    public static IReadOnlyList<ManifestFile> Manifests(int hosts, int routesPerHost)
    {
        StringBuilder text = new();
        for (int host = 0; host < hosts; host++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                apiVersion: gateway.solo.io/v1
                kind: VirtualService
                metadata: {name: host-{{host}}, namespace: default}
                spec:
                  virtualHost:
                    domains: [host-{{host}}.example]
                    routes:

                """);
            for (int route = 0; route < routesPerHost; route++)
            {
                text.Append(CultureInfo.InvariantCulture, $$"""
                        - matchers:
                            - prefix: /models/model-{{route}}/
                          routeAction:
                            single:
                              upstream: {name: models, namespace: default}
                          options:
                            prefixRewrite: /v1/model-{{route}}/
                            autoHostRewrite: true

                    """);
            }

            text.Append("---\n");
        }

        text.Append("""
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: models, namespace: default}
            spec: {static: {hosts: [{addr: models.example, port: 443}]}}

            """);
        return [new ManifestFile("routes.yaml", text.ToString())];
    }

    /// <summary>From text to resources alone: how many there are.</summary>
    public static int Read(IReadOnlyList<ManifestFile> manifests)
    {
        using GenerationHash hash = new();
        return ResourceReader.Read(manifests, new ReadContext(new DiagnosticBag(), new HashSet<string>(), hash) { LaxRules = new HashSet<string>() }, ResourceKind.All).Count;
    }

    public static CompiledPolicy Compile(IReadOnlyList<ManifestFile> manifests)
    {
        var compilation = PolicyCompiler.Compile(manifests);
        return compilation.Policy ?? throw new InvalidOperationException(string.Join('\n', compilation.Diagnostics.Take(3)));
    }

    /// <summary>A request that the last route of the last host takes.</summary>
    public static PolicyRequest Last(int hosts, int routesPerHost) => new()
    {
        Method = "POST",
        Target = string.Create(CultureInfo.InvariantCulture, $"/models/model-{routesPerHost - 1}/chat"),
        Authority = string.Create(CultureInfo.InvariantCulture, $"host-{hosts - 1}.example"),
        Headers = [new("user-agent", "curl/8.5.0"), new("accept", "*/*"), new("content-length", "73"), new("content-type", "application/json")],
    };

    /// <summary>Throws unless a decision is the last route's.</summary>
    public static void Check(PolicyDecision decision, int routesPerHost)
    {
        if (decision.Forwarding?.Target != string.Create(CultureInfo.InvariantCulture, $"/v1/model-{routesPerHost - 1}/chat"))
        {
            throw new InvalidOperationException("This is no benchmark of the last route.");
        }
    }
}
