using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>What manifests say where they say it, each once: in hosts, route tables, and options that others refer to.</summary>
internal sealed class WrittenPolicy
{
    public WrittenPolicy(IReadOnlyList<Resource> resources)
    {
        var hosts = resources.OfType<VirtualService>().Select(s => s.VirtualHost).OfType<VirtualHost>().ToList();
        Routes = [.. hosts.SelectMany(h => h.Routes), .. resources.OfType<RouteTable>().SelectMany(t => t.Routes)];

        List<VirtualHostOptions> ofHosts =
            [.. hosts.Select(h => h.Options), .. resources.OfType<VirtualHostOption>().Select(o => o.Options).OfType<VirtualHostOptions>()];
        List<RouteOptions> ofRoutes =
            [.. Routes.Select(r => r.Options), .. resources.OfType<RouteOption>().Select(o => o.Options).OfType<RouteOptions>()];
        Providers =
        [
            .. ofHosts.Select(o => o.Jwt).Concat(ofRoutes.Select(o => o.Jwt?.Providers))
                .SelectMany(jwt => new[] { jwt?.BeforeExtAuth, jwt?.AfterExtAuth }).OfType<JwtExtension>().SelectMany(jwt => jwt.Providers),
        ];
        Rbac = [.. ofHosts.Select(o => o.Rbac).Concat(ofRoutes.Select(o => o.Rbac)).OfType<RbacSettings>()];
    }

    public IReadOnlyList<Route> Routes { get; }

    public IReadOnlyList<(Text Name, JwtProvider Provider)> Providers { get; }

    public IReadOnlyList<RbacSettings> Rbac { get; }

    public IEnumerable<RbacPolicy> Policies => Rbac.SelectMany(r => r.Policies).Select(p => p.Policy);
}
