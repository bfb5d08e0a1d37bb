using System.Globalization;
using System.Text;
using LlmPolicy.Manifests;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>10,000 routes in 1,000 hosts; the last host has 100 providers, and its last route 1,000 principals, of which the last is the lab's.</summary>
internal static class LargePolicy
{
    private const int Hosts = 1_000;
    private const int RoutesPerHost = 10;
    private const int Providers = 100;
    private const int Principals = 1_000;

    public static IReadOnlyList<ManifestFile> Manifests { get; } = Make();

    /// <summary>The lab's token on the last route.</summary>
    public static PolicyRequest Request { get; } = Lab.Request(Lab.Token) with { Authority = "last.example", Target = "/models/last/chat" };

    public static int Read()
    {
        using GenerationHash hash = new();
        return ResourceReader.Read(Manifests, new ReadContext(new DiagnosticBag(), new HashSet<string>(), hash)).Count;
    }

    public static CompiledPolicy Compile() => ManyRoutes.Compile(Manifests);

    private static IReadOnlyList<ManifestFile> Make()
    {
        StringBuilder text = new(ManyRoutes.Manifests(Hosts - 1, RoutesPerHost)[0].Text);
        text.Append("---\napiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: last, namespace: default}\nspec:\n  virtualHost:\n    domains: [last.example]\n    options:\n      jwt:\n        providers:\n");
        string key = string.Join("\n", Lab.KeyText.Split('\n').Select(line => new string(' ', 18) + line));
        for (int i = 0; i < Providers; i++)
        {
            string issuer = i == Providers - 1 ? "solo.io" : string.Create(CultureInfo.InvariantCulture, $"issuer-{i}");
            text.Append(CultureInfo.InvariantCulture, $"          p{i:000}:\n            issuer: {issuer}\n            jwks:\n              local:\n                key: |\n{key}\n");
        }

        text.Append("    routes:\n");
        for (int i = 0; i < RoutesPerHost - 1; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - matchers: [{{prefix: /models/model-{i}/}}]\n        routeAction: {{single: {{upstream: {{name: models, namespace: default}} }} }}\n");
        }

        text.Append("      - matchers: [{prefix: /models/last/}]\n        routeAction: {single: {upstream: {name: models, namespace: default} } }\n        options:\n          rbac:\n            policies:\n              all:\n                nestedClaimDelimiter: .\n                principals:\n");
        for (int i = 1; i <= Principals; i++)
        {
            string value = i == Principals ? "hugging-face-latest" : string.Create(CultureInfo.InvariantCulture, $"model-{i}");
            text.Append(CultureInfo.InvariantCulture, $"                  - jwtPrincipal: {{claims: {{llms.huggingface: {value}}}, matcher: LIST_CONTAINS}}\n");
        }

        return [new ManifestFile("routes.yaml", text.ToString())];
    }
}
