using LlmPolicy.Evaluation;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing.Diffing.Callers;

/// <summary>Callers with API keys: around what both versions ask for.</summary>
/// <param name="changed">The keys that an AuthConfig takes in one version alone.</param>
internal sealed class ApiKeyProbes(IReadOnlySet<ShownApiKey> changed)
{
    /// <summary>Of a route's keys, how many are tried with every request, and how many with those that fit a matcher.</summary>
    private const int MaxUsual = 8;
    private const int MaxAround = 400;

    private readonly Dictionary<string, CallerProbe> _callers = [];
    private readonly Dictionary<(CallerProbe, string), CallerProbe> _withMore = [];

    /// <summary>A key that nobody has, a few of the route's keys, those first that one version does not take, and one for each of its configs together.</summary>
    public IEnumerable<CallerProbe> Usual(RoutePolicy route) =>
    [
        .. ShownApiKey.Headers(route).Select(Stranger),
        .. Own(route).Take(MaxUsual).Select(key => Of([key])),
        .. All(route, null) is { } all ? [all] : Array.Empty<CallerProbe>(),
    ];

    /// <summary>Each of the route's keys, up to a limit; those first that one version does not take.</summary>
    public IEnumerable<CallerProbe> Around(RoutePolicy route) => Own(route).Take(MaxAround).Select(key => Of([key]));

    /// <summary>Who shows a key for each config of a route; null where none asks for one, or in this header alone.</summary>
    public CallerProbe? All(RoutePolicy route, string? except)
    {
        List<ShownApiKey> keys = [.. ShownApiKey.One(route).Where(key => !key.Header.Equals(except, StringComparison.OrdinalIgnoreCase))];
        return keys.Count == 0 ? null : Of(keys);
    }

    /// <summary>A caller with something more: the same one each time, as most routes are alike.</summary>
    public CallerProbe Once(CallerProbe caller, string words, Func<PolicyRequest, PolicyRequest> send) =>
        _withMore.TryGetValue((caller, words), out var known) ? known : _withMore[(caller, words)] = new CallerProbe(words, send);

    private IEnumerable<ShownApiKey> Own(RoutePolicy route) => ShownApiKey.Of(route).Take(MaxAround * 2).Concat(ShownApiKey.Of(route).Where(changed.Contains)).Distinct().OrderBy(key => changed.Contains(key) ? 0 : 1);

    private CallerProbe Of(IReadOnlyList<ShownApiKey> keys) => Known(
        string.Join('\n', keys.Select(key => $"{key.Header}\n{key.Key}\n{key.Secret}")), () => new CallerProbe(string.Join(" and ", keys), request => keys.Aggregate(request, (sent, key) => key.Send(sent))));

    private CallerProbe Stranger(string header) =>
        Known(header.ToLowerInvariant(), () => new CallerProbe($"what is no API key{ShownApiKey.Where(header)}", request => ShownApiKey.SendUnknown(request, header)));

    private CallerProbe Known(string id, Func<CallerProbe> make) => _callers.TryGetValue(id, out var known) ? known : _callers[id] = make();
}
