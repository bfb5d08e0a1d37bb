using LlmPolicy.LimitRules;

namespace LlmPolicy;

/// <summary>
/// What counts requests: the rules of the Settings (<see cref="RateLimitRequest.CustomDomain"/>) and those of each RateLimitConfig (<see cref="ConfigDomain"/>). Pure: it says which counters there are, and a store counts on them.
/// </summary>
public sealed class RateLimitRules
{
    /// <summary>The domain of all RateLimitConfigs. The first entry of a descriptor says which is meant: the key <c>generic_key</c>, the value <c>namespace.name</c>. As in Gloo.</summary>
    public const string ConfigDomain = "solo.io";

    /// <summary>The domain of <c>ratelimitBasic</c>, whose descriptors bring their limits with them.</summary>
    public const string BasicDomain = "ingress";

    private readonly LimitTable? _settings;
    private readonly IReadOnlyDictionary<string, LimitTable> _configs;

    private static readonly LimitTable Basic = new(BasicDomain, new LimitNode(null), [], new SourcePosition("(ratelimitBasic)", 1, 1));

    internal RateLimitRules(LimitTable? settings, IReadOnlyDictionary<string, LimitTable> configs, bool showsHeaders) =>
        (_settings, _configs, ShowsHeaders) = (settings, configs, showsHeaders);

    /// <summary>Whether clients are told of their limits (<c>ratelimitServer.enableXRatelimitHeaders</c>).</summary>
    public bool ShowsHeaders { get; }

    /// <summary>How long a request waits for the answer (<c>ratelimitServer.requestTimeout</c>), in the place of the host's own time; a minute at the most. Null where the Settings say nothing of it.</summary>
    public TimeSpan? Timeout { get; internal init; }

    internal LimitTable? Settings => _settings;

    internal IEnumerable<LimitTable> Tables => _settings is null ? _configs.Values : _configs.Values.Prepend(_settings);

    /// <summary>Whether descriptors of a domain, whose first entry has this value, are held against a holder's rules.</summary>
    internal bool IsHeldAgainst(string domain, string? first, LimitTable table) => domain switch
    {
        ConfigDomain => first is not null && _configs.TryGetValue(first, out var config) && config == table,
        RateLimitRequest.CustomDomain => table == _settings,
        _ => false,
    };

    /// <summary>Where the rules stand that a request is held against.</summary>
    internal SourcePosition PositionOf(RateLimitRequest request) => request.Domain switch
    {
        ConfigDomain => request.Descriptors.SelectMany(one => one.Entries.Take(1)).Select(first => _configs.GetValueOrDefault(first.Value)).OfType<LimitTable>().FirstOrDefault(Basic).Position,
        RateLimitRequest.CustomDomain => (_settings ?? Basic).Position,
        _ => Basic.Position,
    };

    /// <summary>What counts a request. A request over one of them is over its limit.</summary>
    /// <param name="request">What the request is.</param>
    /// <returns>The counters, each once; none where nothing counts it.</returns>
    public IReadOnlyList<RateLimitCounter> CountersOf(RateLimitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CounterList counters = new();
        switch (request.Domain)
        {
            case ConfigDomain:
                foreach (var ofConfig in request.Descriptors.Where(descriptor => descriptor.Entries.Count > 0).GroupBy(descriptor => descriptor.Entries[0]))
                {
                    if (_configs.TryGetValue(ofConfig.Key.Value, out var table))
                    {
                        table.Count([.. ofConfig], 1, counters);
                    }
                }

                break;
            case BasicDomain:
                Basic.Count(request.Descriptors, 0, counters);
                break;
            case RateLimitRequest.CustomDomain:
                _settings?.Count(request.Descriptors, 0, counters);
                break;
        }

        return counters.Items;
    }
}
