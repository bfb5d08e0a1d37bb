using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.RateLimits;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>
/// <c>rateLimitConfigs</c> with its early and regular twins, and <c>ratelimitBasic</c>, compiled. A route's own configs take the place of its host's, each field by itself; of
/// <c>ratelimitBasic</c> both count.
/// </summary>
internal sealed class LimitCompiler(CompileContext context, RateLimitCompiler lists)
{
    private const string GenericKey = "generic_key";

    private static readonly (string Option, StepPhase Phase, Func<LimitReferences, RateLimitConfigRefs?> Of)[] Stages =
    [
        (LimitReferences.EarlyField, StepPhase.EarlyLimit, references => references.Early),
        (LimitReferences.UsualField, StepPhase.Limit, references => references.Usual),
        (LimitReferences.RegularField, StepPhase.Limit, references => references.Regular),
    ];

    /// <summary>Names under which <c>ratelimitBasic</c> counts, each with the place that has it.</summary>
    private readonly Dictionary<string, SourcePosition> _names = new(StringComparer.Ordinal);

    /// <summary>The rules of a route.</summary>
    /// <param name="service">Its VirtualService.</param>
    /// <param name="host">Its host's options.</param>
    /// <param name="route">The route, with what it inherited.</param>
    /// <param name="action">What it does.</param>
    public IEnumerable<RouteRule> RulesOf(VirtualService service, VirtualHostOptions host, Route route, IRouteAction action)
    {
        // Who is answered here and now is not counted by Envoy, either.
        if (action is not ForwardAction forward)
        {
            yield break;
        }

        var own = route.Options.LimitReferences;
        foreach (var (option, phase, of) in Stages)
        {
            if ((of(own) is { Refs.Count: > 0 } ofRoute ? ofRoute : of(host.LimitReferences)) is { } references)
            {
                DescriptorList[] compiled = [.. references.Refs.Select(context.FindOptions<RateLimitConfig>).OfType<RateLimitConfig>().SelectMany(config => ListsOf(config, forward.Destinations))];
                if (compiled.Length > 0)
                {
                    yield return Rule(option, phase, RateLimitRules.ConfigDomain, compiled, references.Position);
                }
            }
        }

        DescriptorList[] basic =
        [
            .. own.Basic is { } limits ? ListsOf(limits, NameOf(route, limits)) : [],
            .. host.LimitReferences.Basic is { } ofHost ? ListsOf(ofHost, Name(service.Name.ToString(), ofHost.Position)) : [],
        ];
        if (basic.Length > 0)
        {
            yield return Rule(LimitReferences.BasicField, StepPhase.Limit, RateLimitRules.BasicDomain, basic, (own.Basic ?? host.LimitReferences.Basic)!.Position);
        }
    }

    private RouteRule Rule(string option, StepPhase phase, string domain, DescriptorList[] compiled, SourcePosition position) => new(
        phase == StepPhase.Limit && option != LimitReferences.RegularField ? context.UsualLimits : phase,
        new RateLimitStep(option, domain, compiled, context.RateLimits, context.OnRateLimitFailure, position));

    /// <summary>What a config asks: its own name in front of each list, as in Gloo, so that no other's rules count it.</summary>
    private IEnumerable<DescriptorList> ListsOf(RateLimitConfig config, IDestinationChoice destinations)
    {
        FixedAction name = new(GenericKey, LimitRulesCompiler.ConfigKey(config.Name), config.Position);
        return lists.CompileLists(config.RateLimits, destinations).Select(list => list.Behind(name));
    }

    private IEnumerable<DescriptorList> ListsOf(BasicLimits limits, string name)
    {
        FixedAction owner = new(GenericKey, name, limits.Position);
        if (Amount(limits.Authorized) is { } authorized)
        {
            yield return new DescriptorList([owner, new UserAction(limits.Authorized!.Position)], false, null, limits.Authorized.Position) { Amount = authorized };
        }

        if (Amount(limits.Anonymous) is { } anonymous)
        {
            yield return new DescriptorList([owner, new AnonymousAction(limits.Anonymous!.Position)], false, null, limits.Anonymous.Position) { Amount = anonymous };
        }
    }

    private string NameOf(Route route, BasicLimits limits)
    {
        if (route.Name is { } name && name.Value.Trim().Length > 0)
        {
            return Name(name.Value, route.Position);
        }

        context.Error(DiagnosticCodes.LimitRule, limits.Position, "A route with ratelimitBasic has no name, under which it is counted.", "Give the route a name that no other one has.");
        return "";
    }

    private string Name(string name, SourcePosition position)
    {
        if (!_names.TryAdd(name, position) && _names[name] != position)
        {
            context.Error(
                DiagnosticCodes.LimitRule, position, $"'{name}' has ratelimitBasic in line {_names[name].Line} of {_names[name].File}, too: one would be counted with the other.", "Give each route a name of its own.");
        }

        return name;
    }

    private RateLimitAmount? Amount(WrittenLimit? limit) => limit is null ? null : LimitRulesCompiler.Check(limit, context) is var (requests, unit) ? new RateLimitAmount(requests, unit) : null;
}
