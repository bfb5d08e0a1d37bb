using System.Globalization;
using System.Text;

namespace LlmPolicy.Benchmarks;

/// <summary>A policy whose last route takes the lab's token: by the last of its host's providers and the last of its own principals.</summary>
/// <param name="Hosts">Virtual hosts; all but the last have routes alone.</param>
/// <param name="RoutesPerHost">Routes of each; the last host's have matchers of every kind.</param>
/// <param name="Providers">Of the last host, each with the lab's key.</param>
/// <param name="Principals">Of the last route.</param>
internal sealed record SizedPolicy(int Hosts, int RoutesPerHost, int Providers, int Principals)
{
    /// <summary>The lab's token on the last route.</summary>
    public static PolicyRequest Request { get; } = Lab.Request(Lab.Token) with { Authority = "last.example", Target = "/models/last/chat" };

    public IReadOnlyList<ManifestFile> Manifests { get; } = Make(Hosts, RoutesPerHost, Providers, Principals);

    public int Read() => ManyRoutes.Read(Manifests);

    public CompiledPolicy Compile() => ManyRoutes.Compile(Manifests);

    /// <summary>Of every kind, each with a path of its own; a regular expression each 20th, as one takes more to make than all else of a route.</summary>
    private static string Matcher(int i)
    {
        string model = string.Create(CultureInfo.InvariantCulture, $"model-{i}");
        return (i % 20) switch
        {
            0 => $"regex: '/models/{model}/v[0-9]+/.*'",
            < 5 => $"exact: /models/{model}",
            < 10 => $"prefix: /Models/{model}/, caseSensitive: false",
            < 15 => $"prefix: /models/{model}/, methods: [GET]",
            _ => $"prefix: /models/{model}/",
        };
    }

    private static IReadOnlyList<ManifestFile> Make(int hosts, int routesPerHost, int providers, int principals)
    {
        StringBuilder text = new(ManyRoutes.Manifests(hosts - 1, routesPerHost)[0].Text);
        text.Append("---\napiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: last, namespace: default}\nspec:\n  virtualHost:\n    domains: [last.example]\n    options:\n      jwt:\n        providers:\n");
        string key = string.Join("\n", Lab.KeyText.Split('\n').Select(line => new string(' ', 18) + line));
        for (int i = 0; i < providers; i++)
        {
            string issuer = i == providers - 1 ? "solo.io" : string.Create(CultureInfo.InvariantCulture, $"issuer-{i}");
            text.Append(CultureInfo.InvariantCulture, $"          p{i:000}:\n            issuer: {issuer}\n            jwks:\n              local:\n                key: |\n{key}\n");
        }

        text.Append("    routes:\n");
        for (int i = 0; i < routesPerHost - 1; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - matchers: [{{{Matcher(i)}}}]\n        routeAction: {{single: {{upstream: {{name: models, namespace: default}} }} }}\n");
        }

        text.Append("      - matchers: [{prefix: /models/last/}]\n        routeAction: {single: {upstream: {name: models, namespace: default} } }\n        options:\n          rbac:\n            policies:\n              all:\n                nestedClaimDelimiter: .\n                principals:\n");
        for (int i = 1; i <= principals; i++)
        {
            string value = i == principals ? "hugging-face-latest" : string.Create(CultureInfo.InvariantCulture, $"model-{i}");
            text.Append(CultureInfo.InvariantCulture, $"                  - jwtPrincipal: {{claims: {{llms.huggingface: {value}}}, matcher: LIST_CONTAINS}}\n");
        }

        return [new ManifestFile("routes.yaml", text.ToString())];
    }
}
