using System.Diagnostics.Metrics;
using LlmPolicy.Status;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Telemetry;

/// <summary>What the running generation, its key sets, its tokens and its secrets are like, whenever somebody asks.</summary>
internal sealed class StateMetrics(
    IMeterFactory meters, PolicyStore policies, ReloadHistory reloads, SecretResolver secrets, TokenLookups lookups, TimeProvider time) : IHostedService
{
    private const string Generation = "llmpolicy.generation";

    /// <summary>Makes the instruments: nothing would ask for them otherwise.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(TelemetryNames.Source);
        meter.CreateObservableCounter("llmpolicy.reloads", Reloads, "{reload}", "Manifests and options that were read and differed, by what became of them; the first ones included.");
        meter.CreateObservableGauge("llmpolicy.generation.info", Generations, null, "1 for the generation in force, 0 for those before it.");
        meter.CreateObservableGauge("llmpolicy.generation.age", GenerationAge, "s", "Time since the generation in force took over.");
        meter.CreateObservableGauge("llmpolicy.generation.outdated", () => reloads.Rejected is null ? 0 : 1, null, "1 while manifests or options are newer than the generation in force, which they could not replace.");
        meter.CreateObservableGauge("llmpolicy.keys.age", KeyAges, "s", "Time since a key set was last fetched with success.");
        meter.CreateObservableGauge("llmpolicy.keys.count", () => KeySets((set, labels) => new Measurement<int>(set.Count ?? 0, labels)), "{key}", "Keys of a key set that are in force.");
        meter.CreateObservableGauge("llmpolicy.keys.stale", () => KeySets((set, labels) => new Measurement<int>(set.IsStale ? 1 : 0, labels)), null, "1 while a key set is missing, or older than its cacheDuration.");
        meter.CreateObservableCounter("llmpolicy.keys.fetches", Fetches, "{fetch}", "Fetches of a key set that have ended, by what they gave.");
        meter.CreateObservableCounter("llmpolicy.token_cache.lookups", Lookups, "{lookup}", "Tokens that were looked for among those that were verified before.");
        meter.CreateObservableUpDownCounter("llmpolicy.token_cache.tokens", () => policies.Current.Facts.Tokens?.Count ?? 0, "{token}", "Verified tokens that are remembered.");
        meter.CreateObservableUpDownCounter("llmpolicy.token_cache.size", () => policies.Current.Facts.Tokens?.Bytes ?? 0, "By", "Memory that remembered tokens take at the most.");
        meter.CreateObservableGauge("llmpolicy.secrets.age", SecretAges, "s", "Time since a source of secrets gave the one that is in use.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Reloads() =>
    [
        new(reloads.TakenOver, Label(TelemetryNames.Result, "taken_over")),
        new(reloads.NotTakenOver, Label(TelemetryNames.Result, "rejected")),
    ];

    private IEnumerable<Measurement<int>> Generations()
    {
        string? running = reloads.Running?.Generation;
        return reloads.Recent.Select(reload => reload.Generation).Append(running).OfType<string>().Distinct()
            .Select(generation => new Measurement<int>(generation == running ? 1 : 0, Label(Generation, generation)));
    }

    private IEnumerable<Measurement<double>> GenerationAge() =>
        reloads.Running is { At: var since } ? [new(Math.Max(0, (time.GetUtcNow() - since).TotalSeconds))] : [];

    private IEnumerable<Measurement<double>> KeyAges() =>
        KeySets((set, labels) => (set.Age, labels)).Where(one => one.Age is not null).Select(one => new Measurement<double>(one.Age!.Value.TotalSeconds, one.labels));

    private IEnumerable<Measurement<long>> Fetches() => KeySets((set, labels) => new[]
    {
        new Measurement<long>(set.Fetches - set.Failures, [.. labels, Label(TelemetryNames.Result, "ok")]),
        new Measurement<long>(set.Failures, [.. labels, Label(TelemetryNames.Result, "failed")]),
    }).SelectMany(both => both);

    private IEnumerable<Measurement<long>> Lookups() =>
    [
        new(lookups.Hits, Label(TelemetryNames.Result, "hit")),
        new(lookups.Misses, Label(TelemetryNames.Result, "miss")),
    ];

    private IEnumerable<Measurement<double>> SecretAges() =>
        secrets.Ages.Select(secret => new Measurement<double>(secret.Age.TotalSeconds, Label("llmpolicy.secret", secret.Name.ToString())));

    /// <summary>The key sets, those of one provider on one host once: the one that is worst off. Of an address the host alone is told, which holds no credential.</summary>
    private IEnumerable<T> KeySets<T>(Func<KeySetStatus, KeyValuePair<string, object?>[], T> measure) => policies.Current.RemoteKeys.Status
        .GroupBy(set => (set.Jwks.Provider, Host: HostOf(set.Jwks)))
        .Select(same => measure(
            same.MaxBy(set => set.Age ?? TimeSpan.MaxValue)!,
            [Label("llmpolicy.provider", same.Key.Provider), Label("server.address", same.Key.Host)]));

    private static string HostOf(RemoteJwks jwks) => Uri.TryCreate(jwks.Url, UriKind.Absolute, out var url) ? url.Host : "";

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
