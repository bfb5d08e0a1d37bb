using LlmPolicy.LimitRules;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>RateLimitConfig</c> and the Settings' <c>ratelimit</c> to the rules that count.</summary>
internal sealed class LimitRulesCompiler(CompileContext context)
{
    private const int MostSets = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public RateLimitRules Compile()
    {
        Dictionary<string, LimitTable> configs = new(StringComparer.Ordinal);
        foreach (var config in context.Resources.All<RateLimitConfig>())
        {
            var table = Compile(config.Name.ToString(), config.Rules);
            if (!configs.TryAdd(ConfigKey(config.Name), table))
            {
                Error(config.Metadata.Position, $"Gloo can't tell {config.Name} from another RateLimitConfig: a point in a name is a point between namespace and name.", "Give it a name without a point.");
            }
        }

        var settings = context.Settings;
        return new RateLimitRules(
            settings?.RateLimits is { } rules ? Compile(RateLimitRequest.CustomDomain, rules) : null, configs, settings?.RateLimitServer?.EnableXRatelimitHeaders ?? false)
        {
            Timeout = settings?.RateLimitServer is { } server ? Timeout(server) : null,
        };
    }

    /// <summary>What the first entry of a config's descriptors says.</summary>
    public static string ConfigKey(ResourceName name) => $"{name.Namespace}.{name.Name}";

    /// <summary>For ever, which is what 0 means to Envoy, nobody waits here.</summary>
    private static TimeSpan? Timeout(RateLimitServer server) =>
        server.RequestTimeout is not { } timeout || timeout == TimeSpan.Zero ? null
        : timeout < LongestWait ? timeout
        : LongestWait;

    private LimitTable Compile(string holder, WrittenLimits written)
    {
        LimitNode root = new((LimitRule?)null);
        AddTo(root, written.Descriptors, holder, "");
        if (written.SetDescriptors.Count > MostSets)
        {
            Error(written.SetDescriptors[MostSets].Position, $"There are more than {MostSets} setDescriptors, and a request may be held against each.", "Tell requests apart by descriptors, which are looked up.");
        }

        List<LimitSet> sets = [.. written.SetDescriptors.Select(set => Set(set, holder)).OfType<LimitSet>()];
        foreach (var twin in sets.GroupBy(set => set.Rule.What).SelectMany(same => same.Skip(1)))
        {
            Error(twin.Rule.Position, "Two setDescriptors count the same for the same time.", "Leave the lower of them.");
        }

        return new LimitTable(holder, root, sets, written.Position);
    }

    private void AddTo(LimitNode parent, IReadOnlyList<LimitDescriptor> descriptors, string holder, string path)
    {
        foreach (var one in descriptors)
        {
            string key = Key(one.Key, one.Position);
            string? value = one.Value?.Value is { Length: > 0 } own ? own : null;
            string own_path = Path(path, key, value);
            var rule = one.Limit is null ? null : Rule(one.Limit, holder, own_path);
            LimitNode node = new(rule is null ? null : rule with { Weight = one.Weight, AlwaysApplies = one.AlwaysApply });
            if (!parent.Add(key, value, node))
            {
                Error(one.Position, $"Two descriptors beside each other are {(value is null ? $"for the key '{key}'" : $"for '{key}' with the value '{value}'")}.", "Put their limits and descriptors into one.");
            }

            AddTo(node, one.Descriptors, holder, own_path);
        }
    }

    private LimitSet? Set(SetDescriptor set, string holder)
    {
        List<(string Key, string? Value)> entries = [.. set.SimpleDescriptors.Select(one => (Key(one.Key, one.Position), one.Value?.Value is { Length: > 0 } own ? own : null))];
        if (set.Limit is null)
        {
            Error(set.Position, "A setDescriptor has no rateLimit.", "Give it one, such as rateLimit: {requestsPerUnit: 100, unit: MINUTE}.");
            return null;
        }

        // Sorted, so that a rule keeps its counters however its entries are ordered.
        entries.Sort((a, b) => (string.CompareOrdinal(a.Key, b.Key), string.CompareOrdinal(a.Value, b.Value)) switch
        {
            (0, var values) => values,
            var (keys, _) => keys,
        });
        string path = entries.Aggregate("", (path, entry) => Path(path, entry.Key, entry.Value));
        return Rule(set.Limit, holder, $"set:{path}") is { } rule ? new LimitSet(rule with { AlwaysApplies = set.AlwaysApply }, entries) : null;
    }

    /// <summary>How many requests in what time; null where the limit does not say it, and that is reported.</summary>
    public static (uint Requests, CalendarUnit Unit)? Check(WrittenLimit limit, CompileContext context)
    {
        if (limit.Unit is null or LimitUnit.Unknown)
        {
            context.Error(DiagnosticCodes.LimitRule, limit.Position, "A rateLimit has no unit.", "Give it unit: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH or YEAR.");
            return null;
        }

        if (limit.RequestsPerUnit is not { } requests)
        {
            context.Error(DiagnosticCodes.LimitRule, limit.Position, "A rateLimit does not say how many requests may pass.", "Give it requestsPerUnit.");
            return null;
        }

        if (requests == 0)
        {
            context.Diagnostics.Warning(DiagnosticCodes.LimitRule, limit.Position, "A rateLimit of 0 requests refuses all that it counts.", "Write how many may pass; or, if none may, leave them without a route.");
        }

        return (requests, Unit(limit.Unit.Value));
    }

    private LimitRule? Rule(WrittenLimit limit, string holder, string path) =>
        Check(limit, context) is var (requests, unit) ? new LimitRule(holder, path, requests, unit, limit.Position) : null;

    private string Key(Text? key, SourcePosition position)
    {
        if (key is not { Value.Length: > 0 })
        {
            Error(key?.Position ?? position, "A descriptor has no key.", "Name the key of an action's entry, as generic_key, remote_address, or a descriptorKey.");
        }

        return key?.Value ?? "";
    }

    private static string Path(string path, string key, string? value) => $"{path}{(path.Length == 0 ? "" : ",")}{key}{(value is null ? "" : $"={value}")}";

    private static CalendarUnit Unit(LimitUnit unit) => unit switch
    {
        LimitUnit.Second => CalendarUnit.Second,
        LimitUnit.Minute => CalendarUnit.Minute,
        LimitUnit.Hour => CalendarUnit.Hour,
        LimitUnit.Day => CalendarUnit.Day,
        LimitUnit.Week => CalendarUnit.Week,
        LimitUnit.Month => CalendarUnit.Month,
        _ => CalendarUnit.Year,
    };

    private void Error(SourcePosition position, string message, string remedy) => context.Error(DiagnosticCodes.LimitRule, position, message, remedy);
}
