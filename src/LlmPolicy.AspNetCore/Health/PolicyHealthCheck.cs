using LlmPolicy.Manifests;
using LlmPolicy.Status;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Health;

/// <summary>Whether the app should be sent requests, and whether what it decides with is as it should be.</summary>
internal sealed class PolicyHealthCheck(
    PolicyStore policies,
    ReloadHistory reloads,
    SecretResolver resolver,
    IBudgetStore budgets,
    KeySetWait keys,
    LastGoodPolicy lastGood,
    TimeProvider time,
    IOptions<LlmPolicyHealthOptions> options,
    IHostApplicationLifetime? lifetime = null) : IHealthCheck
{
    /// <summary>No budget has a counter of this name: theirs hold a slash, or are hashes.</summary>
    private const string Probe = "health";

    private const string StoreAway = "The store of budgets does not answer.";

    /// <summary>How long a source of secrets, or the store of budgets, is waited for: probes give up after a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly BudgetPeriod Day = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var generation = policies.Current;
        Dictionary<string, object> data = new() { ["generation"] = generation.Policy.Generation };
        if (lifetime?.ApplicationStopping.IsCancellationRequested == true)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The app stops.", data: data);
        }

        if (options.Value.WaitForKeySets && keys.Missing(generation) is { } missing)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"Waits for the keys of provider '{missing.Provider}'.", data: data);
        }

        var store = StoreAsync(generation, cancellationToken);
        var secrets = SecretsAsync(generation, cancellationToken);
        List<string> problems = [.. Reloads(), .. KeySets(generation), .. await secrets.ConfigureAwait(false), .. await store.ConfigureAwait(false)];

        if (problems.Count == 0)
        {
            return HealthCheckResult.Healthy("The policy is as its files say.", data);
        }

        data["problems"] = problems;
        return HealthCheckResult.Degraded(string.Join(' ', problems), data: data);
    }

    private IEnumerable<string> Reloads()
    {
        if (reloads.Rejected is { } rejected)
        {
            yield return $"The policy is older than its files: what was read at {rejected.At:u} does not load. The log says why.";
        }

        if (lastGood.IsOutdated)
        {
            yield return "The file of LlmPolicy:LastGood holds an older policy, and can't be written.";
        }
    }

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
        string?[] problems = await Task.WhenAll(named.Select(name => ProblemAsync(name, generation, cancellationToken))).ConfigureAwait(false);
        return named.Zip(problems).Where(pair => pair.Second is not null).Select(pair => $"Secret {pair.First} can't be used: {pair.Second}.");
    }

    private async Task<string?> ProblemAsync(ResourceName secret, PolicyGeneration generation, CancellationToken cancellationToken)
    {
        try
        {
            return (await resolver.LookUpAsync(secret, generation, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false)).Problem;
        }
        catch (TimeoutException)
        {
            return "its source has not answered yet";
        }
    }

    private async Task<IEnumerable<string>> StoreAsync(PolicyGeneration generation, CancellationToken cancellationToken)
    {
        try
        {
            return (generation.Policy.Budgets.Count == 0 && !generation.Policy.AsksRateLimits)
                || await budgets.ReadAsync(Probe, Day, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false) is not null
                ? [] : [StoreAway];
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [StoreAway];
        }
    }
}
