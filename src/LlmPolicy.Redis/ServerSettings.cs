using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LlmPolicy.Redis;

/// <summary>Warns of settings of the server with which budgets do not hold. It reads INFO, which managed servers answer, too; what is not in it is not looked at.</summary>
internal sealed class ServerSettings(IConnectionMultiplexer connection, ILogger logger)
{
    private readonly HashSet<string> _told = [];

    /// <summary>Looks at the server behind a new connection. What was told stays told until it is over.</summary>
    public async Task LookAsync()
    {
        try
        {
            // By a script: the library lets only administrators ask for INFO itself.
            string info = (string?)await connection.GetDatabase().ScriptEvaluateAsync("return redis.call('INFO')", flags: CommandFlags.DemandMaster).ConfigureAwait(false) ?? "";
            Tell(Findings(info));
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
        }
    }

    /// <summary>What is wrong, by the text of INFO.</summary>
    internal static IReadOnlyList<string> Findings(string info)
    {
        var values = info.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0]).ToDictionary(parts => parts.Key, parts => parts.First()[1]);
        List<string> findings = [];
        if (values.TryGetValue("maxmemory_policy", out string? policy) && policy != "noeviction")
        {
            findings.Add($"Redis has the maxmemory-policy {policy}: a counter that it evicts is a new budget. Set maxmemory-policy to noeviction");
        }

        if (values.TryGetValue("aof_enabled", out string? appends) && appends == "0")
        {
            findings.Add("Redis keeps no append-only file: after a restart all budgets begin anew. Set appendonly to yes, and appendfsync to always where budgets are money");
        }

        if (values.TryGetValue("connected_slaves", out string? replicas) && replicas != "0" && !values.ContainsKey("min_slaves_good_slaves"))
        {
            findings.Add(
                "Redis has replicas and accepts writes without them: when the network falls apart both halves reserve. Set min-replicas-to-write to 1 and min-replicas-max-lag to a few seconds");
        }

        return findings;
    }

    private void Tell(IReadOnlyList<string> findings)
    {
        lock (_told)
        {
            foreach (string finding in findings.Where(_told.Add))
            {
                Log.Settings(logger, finding);
            }

            _told.IntersectWith(findings);
        }
    }
}
