using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Hosting;

/// <summary>Prints what is in force, a line a route.</summary>
internal sealed class RouteReport(SecretResolver secrets, ILogger<RouteReport> logger)
{
    public async Task WriteAsync(PolicyGeneration generation, CancellationToken cancellationToken)
    {
        Log.Loaded(logger, generation.Policy.Generation, generation.Policy.Routes.Count);
        Dictionary<ResourceName, UpstreamAddress> addresses = generation.Policy.Upstreams.ToDictionary(u => u.Name);
        foreach (var route in generation.Policy.Routes)
        {
            List<string> found = [];
            foreach (var secret in route.Secrets)
            {
                var lookup = await secrets.LookUpAsync(secret, generation, cancellationToken).ConfigureAwait(false);
                found.Add(lookup.Problem is null ? $"secret {secret} found" : $"secret {secret} NOT usable: {lookup.Problem}");
            }

            Log.Route(logger, route.Route, string.Join(' ', route.Domains), string.Join(" | ", route.Matchers), route.Access, route.Action,
                Clause(" to ", route.Upstreams.Select(u => addresses.TryGetValue(u, out var address) ? Describe(address) : $"{u} (no address)")),
                Clause("; ", found));
        }
    }

    private static string Clause(string lead, IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } text ? lead + text : "";

    private static string Describe(UpstreamAddress upstream)
    {
        string scheme = upstream.Tls ? "https" : "http";
        var hosts = upstream.Endpoints.Select(e => string.Create(CultureInfo.InvariantCulture, $"{scheme}://{e.Host}:{e.Port}"));
        return $"{upstream.Name} ({string.Join(", ", hosts)})";
    }
}
