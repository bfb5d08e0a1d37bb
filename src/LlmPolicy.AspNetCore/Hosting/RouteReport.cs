using System.Globalization;
using LlmPolicy.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Hosting;

/// <summary>
/// Prints what is in force, a line a route. All secrets are asked for side by side, and a route whose secrets take their time is printed
/// when they are known: nobody waits for it.
/// </summary>
internal sealed class RouteReport(SecretResolver secrets, ILogger<RouteReport> logger) : IDisposable
{
    private CancellationTokenSource _report = new();

    /// <summary>Begins the report on a generation; what is still missing of the former one's is left out.</summary>
    public void Begin(PolicyGeneration generation)
    {
        Log.Loaded(logger, generation.Policy.Generation, generation.Policy.Routes.Count);
        CancellationTokenSource report = new();
        var replaced = report.Token;
        Stop(Interlocked.Exchange(ref _report, report));
        var lookups = generation.Policy.Routes.SelectMany(r => r.Secrets).Distinct()
            .ToDictionary(s => s, s => secrets.LookUpAsync(s, generation, replaced).AsTask());
        var addresses = generation.Policy.Upstreams.ToDictionary(u => u.Name);
        foreach (var route in generation.Policy.Routes)
        {
            _ = WriteAsync(route, addresses, [.. route.Secrets.Select(s => lookups[s])]);
        }
    }

    public void Dispose() => Stop(_report);

    private static void Stop(CancellationTokenSource report)
    {
        report.Cancel();
        report.Dispose();
    }

    private async Task WriteAsync(
        PolicySummary route, Dictionary<ResourceName, UpstreamAddress> addresses, IReadOnlyList<Task<SecretLookup>> lookups)
    {
        SecretLookup[] looked;
        try
        {
            looked = await Task.WhenAll(lookups).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var found = route.Secrets.Zip(looked, (secret, lookup) =>
            lookup.Problem is null ? $"secret {secret} found" : $"secret {secret} NOT usable: {lookup.Problem}");
        Log.Route(logger, route.Route, string.Join(' ', route.Domains), string.Join(" | ", route.Matchers), route.Access, route.Action,
            Clause(" to ", route.Upstreams.Select(u => addresses.TryGetValue(u, out var address) ? Describe(address) : $"{u} (no address)")),
            Clause("; ", found));
    }

    private static string Clause(string lead, IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } text ? lead + text : "";

    private static string Describe(UpstreamAddress upstream)
    {
        string scheme = upstream.Tls ? "https" : "http";
        var hosts = upstream.Endpoints.Select(e => string.Create(CultureInfo.InvariantCulture, $"{scheme}://{e.Host}:{e.Port}"));
        return $"{upstream.Name} ({string.Join(", ", hosts)})";
    }
}
