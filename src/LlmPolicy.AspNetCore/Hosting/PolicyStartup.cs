using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Hosting;

/// <summary>Loads the policy before anything listens, and prints a line a route.</summary>
internal sealed class PolicyStartup(PolicyStore store, SecretResolver secrets, ILogger<PolicyStartup> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var generation = store.Current;
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

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Clause(string lead, IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } text ? lead + text : "";

    private static string Describe(UpstreamAddress upstream)
    {
        string scheme = upstream.Tls ? "https" : "http";
        var hosts = upstream.Endpoints.Select(e => string.Create(CultureInfo.InvariantCulture, $"{scheme}://{e.Host}:{e.Port}"));
        return $"{upstream.Name} ({string.Join(", ", hosts)})";
    }
}
