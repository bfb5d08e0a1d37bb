using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Outgoing;

/// <summary>Stops a start, or a reload, by whose manifests a client of the app's could call nobody: its route is not there, or leads to an Upstream without an address.</summary>
internal sealed class OutgoingRouteCheck(PolicyStore store, IEnumerable<OutgoingRoute> routes) : IPolicyHost, IHostedLifecycleService
{
    public Task PrepareAsync(CompiledPolicy next, CancellationToken cancellationToken)
    {
        Check(next);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Check(store.Current.Policy);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(CompiledPolicy policy)
    {
        var known = policy.Routes.ToLookup(route => route.Route.ToString(), StringComparer.Ordinal);
        foreach (var (client, route) in routes)
        {
            if (!known.Contains(route))
            {
                throw new LlmPolicyException($"{client} is for the route {route}, which no manifest has. There are: {string.Join(", ", known.Select(one => one.Key))}.");
            }

            if (known[route].SelectMany(one => one.Upstreams).FirstOrDefault(name => policy.Upstreams.All(upstream => upstream.Name != name)) is { Name: not null } missing)
            {
                throw new LlmPolicyException($"{client} is for the route {route}, whose Upstream {missing} has no address: define it, or set LlmPolicy:Upstreams:{missing.Namespace}:{missing.Name}.");
            }
        }
    }
}
