using LlmPolicy.Status;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Health;

/// <summary>Whether the app should be sent requests, and whether what it decides with is as it should be.</summary>
internal sealed class PolicyHealthCheck(
    PolicyStore store,
    ReloadHistory reloads,
    SecretResolver secrets,
    IBudgetStore budgets,
    KeySetWait keys,
    IOptions<LlmPolicyHealthOptions> options,
    IHostApplicationLifetime? lifetime = null) : IHealthCheck
{
    /// <summary>No budget has a counter of this name: theirs hold a slash, or are hashes.</summary>
    private const string Probe = "health";

    private static readonly BudgetPeriod Day = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var generation = store.Current;
        Dictionary<string, object> data = new() { ["generation"] = generation.Policy.Generation };
        if (lifetime?.ApplicationStopping.IsCancellationRequested == true)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The app stops.", data: data);
        }

        if (options.Value.WaitForKeySets && keys.Missing(generation) is { } missing)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"Waits for the keys of provider '{missing.Provider}'.", data: data);
        }

        List<string> problems = [.. Reloads(), .. KeySets(generation), .. await SecretsAsync(generation, cancellationToken).ConfigureAwait(false)];
        if (generation.Policy.Budgets.Count > 0 && await budgets.ReadAsync(Probe, Day, cancellationToken).ConfigureAwait(false) is null)
        {
            problems.Add("The store of budgets does not answer.");
        }

        if (problems.Count == 0)
        {
            return HealthCheckResult.Healthy("The policy is as its files say.", data);
        }

        data["problems"] = problems;
        return HealthCheckResult.Degraded(string.Join(' ', problems), data: data);
    }

    private IEnumerable<string> Reloads() => reloads.Rejected is { } rejected
        ? [$"The policy is older than its files: what was read at {rejected.At:u} does not load. The log says why."]
        : [];

    private static IEnumerable<string> KeySets(PolicyGeneration generation) => generation.RemoteKeys.Status
        .Where(set => set.IsStale)
        .Select(set => set.Count is null
            ? $"Provider '{set.Jwks.Provider}' has no keys: {set.Problem ?? "they are being fetched"}."
            : $"The keys of provider '{set.Jwks.Provider}' are older than their cacheDuration: {set.Problem}.");

    /// <summary>A guard sends no secret, so it misses none.</summary>
    private async Task<IEnumerable<string>> SecretsAsync(PolicyGeneration generation, CancellationToken cancellationToken)
    {
        if (!generation.Options.RequireUpstreams)
        {
            return [];
        }

        var named = generation.Policy.Routes.SelectMany(route => route.Secrets).Distinct().ToArray();
        var lookups = await Task.WhenAll(named.Select(name => secrets.LookUpAsync(name, generation, cancellationToken).AsTask())).ConfigureAwait(false);
        return named.Zip(lookups).Where(pair => pair.Second.Problem is not null).Select(pair => $"Secret {pair.First} can't be used: {pair.Second.Problem}.");
    }
}
