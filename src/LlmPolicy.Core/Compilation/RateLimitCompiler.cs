using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Json;
using LlmPolicy.RateLimits;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>ratelimit</c>, <c>ratelimitEarly</c> and <c>ratelimitRegular</c>, compiled. A route's own take the place of its host's, each field by itself.</summary>
internal sealed class RateLimitCompiler(CompileContext context)
{
    private const string GenericKey = "generic_key";
    private const string SourceCluster = "source_cluster";

    private static readonly (string Option, StepPhase Phase, Func<RateLimitStages, RateLimitSettings?> Of)[] Stages =
    [
        (RateLimitStages.EarlyField, StepPhase.EarlyLimit, stages => stages.Early),
        (RateLimitStages.UsualField, StepPhase.Limit, stages => stages.Usual),
        (RateLimitStages.RegularField, StepPhase.Limit, stages => stages.Regular),
    ];

    /// <summary>What a host's routes have in common.</summary>
    public HostRateLimits Compile(VirtualService service, VirtualHost host)
    {
        var stages = host.Options.RateLimits;
        Check(stages);
        return new HostRateLimits(service.Name.ToString(), stages);
    }

    /// <summary>The rules of a route.</summary>
    /// <param name="route">The route, with what it inherited.</param>
    /// <param name="host">Its host's limits.</param>
    /// <param name="matchers">Its matchers.</param>
    /// <param name="action">What it does.</param>
    public IEnumerable<RouteRule> RulesOf(Route route, HostRateLimits host, RouteMatcher[] matchers, IRouteAction action)
    {
        var own = route.Options.RateLimits;
        if (LocalOf(own, host, matchers) is { } local)
        {
            yield return new RouteRule(StepPhase.EarlyLimit, local);
        }

        // Who is answered here and now is not counted by Envoy, either.
        if (action is not ForwardAction forward)
        {
            yield break;
        }

        foreach (var (option, phase, of) in Stages)
        {
            if (CompileLists(of(own), of(host.Stages), forward.Destinations) is { } compiled)
            {
                CheckCounted(option, compiled.Position);
                yield return new RouteRule(
                    option == RateLimitStages.UsualField ? context.UsualLimits : phase,
                    new RateLimitStep(option, RateLimitRequest.CustomDomain, compiled.Lists, context.RateLimits, context.OnRateLimitFailure, compiled.Position));
            }
        }
    }

    /// <summary>Compiles all that settings say, only to find their errors.</summary>
    public void Check(RateLimitStages stages)
    {
        foreach (var (_, _, of) in Stages)
        {
            CompileLists(of(stages), null, new WeightedChoice([]));
        }
    }

    /// <summary>Lists of actions, compiled; one without actions gives nothing, as in Gloo.</summary>
    public IEnumerable<DescriptorList> CompileLists(IEnumerable<RateLimitActions> lists, IDestinationChoice destinations)
    {
        foreach (var list in lists)
        {
            var limit = list.Limit is { } key ? ClaimOf(key) : null;
            if (list.Actions.Count > 0)
            {
                yield return new DescriptorList(Compile(list.Actions, destinations), false, limit, list.Position);
            }

            if (list.SetActions.Count > 0)
            {
                yield return new DescriptorList(Compile(list.SetActions, destinations), true, limit, list.Position);
            }
        }
    }

    /// <summary>The lists that count, and where they stand: a route's, its host's where it has none, or both.</summary>
    private (DescriptorList[] Lists, SourcePosition Position)? CompileLists(RateLimitSettings? own, RateLimitSettings? host, IDestinationChoice destinations)
    {
        DescriptorList[] ofRoute = own is null ? [] : [.. CompileLists(own.RateLimits, destinations)];
        DescriptorList[] ofHost = host is null || (ofRoute.Length > 0 && own is { IncludeVhRateLimits: false }) ? [] : [.. CompileLists(host.RateLimits, destinations)];
        return ofRoute.Length > 0 ? ([.. ofRoute, .. ofHost], own!.Position)
            : ofHost.Length > 0 ? (ofHost, host!.Position)
            : null;
    }

    /// <summary>A limit that nobody counts is one in name alone.</summary>
    private void CheckCounted(string option, SourcePosition position)
    {
        if (!context.Options.HasRateLimitService && context.RateLimits.Settings is null)
        {
            context.Diagnostics.Strict(
                StrictnessRules.RateLimitUncounted, context.Options.LaxRules, DiagnosticCodes.RateLimitUncounted, position,
                $"Nothing counts the descriptors of {option}: there are no rules for the domain {RateLimitRequest.CustomDomain}, and no rate limit service.",
                "Add Settings with spec.ratelimit.descriptors to the manifests, or a service of the app's own by AddRateLimitService<T>() behind AddLlmPolicy().");
        }
    }

    private static LocalLimitStep? LocalOf(RateLimitStages own, HostRateLimits host, RouteMatcher[] matchers)
    {
        if (own.Local is { } local)
        {
            // A bucket for each matcher, found by its place; what a matcher asks is its name, since a place is another's as soon as a line is put in.
            var buckets = new LocalRateLimit[matchers.Length == 0 ? 0 : matchers.Max(matcher => matcher.Index) + 1];
            foreach (var matcher in matchers)
            {
                buckets[matcher.Index] = Bucket($"{host.Name}, {matcher}", local);
            }

            return new LocalLimitStep(buckets, local.Position);
        }

        return host.Stages.Local is { } ofHost ? new LocalLimitStep([Bucket(host.Name, ofHost)], ofHost.Position) : null;
    }

    private static LocalRateLimit Bucket(string name, LocalRateLimitSettings settings) => new(name, settings.MaxTokens, settings.TokensPerFill, settings.FillInterval);

    private DescriptorAction[] Compile(IReadOnlyList<RateLimitAction> actions, IDestinationChoice destinations) => [.. actions.Select(action => Compile(action, destinations))];

    private DescriptorAction Compile(RateLimitAction action, IDestinationChoice destinations) => action switch
    {
        RateLimitAction.DestinationCluster => new DestinationAction(destinations, action.Position),
        RateLimitAction.RequestHeaders header => new HeaderAction(header.HeaderName.Value, header.DescriptorKey.Value, action.Position),
        RateLimitAction.RemoteAddress => new AddressAction(action.Position),
        RateLimitAction.GenericKey generic => new FixedAction(GenericKey, generic.DescriptorValue.Value, action.Position),
        RateLimitAction.HeaderValueMatch match => new MatchAction(match.DescriptorValue.Value, match.ExpectMatch, [.. match.Headers.Select(Compile)], action.Position),
        RateLimitAction.Metadata metadata => new ClaimAction(
            metadata.IsOfRoute ? null : ClaimOf(metadata.Key), metadata.DefaultValue is { Value.Length: > 0 } value ? value.Value : null, metadata.DescriptorKey.Value, action.Position),
        _ => new FixedAction(SourceCluster, "", action.Position),
    };

    private static MetadataClaim? ClaimOf(MetadataKey key) => MetadataClaim.Of(key.Key.Value, [.. key.Path.Select(segment => segment.Key.Value)]);

    private HeaderCondition Compile(RateLimitHeader header)
    {
        IValueMatcher? value = header switch
        {
            { Exact: { } exact } => new ExactValue(ClaimText.ToBytes(exact.Value)),
            { Regex: { } regex } => RegexCompiler.Compile(regex, context) is { } compiled ? new RegexValue(compiled) : null,
            { Range: { } range } => new RangeValue(range.Start, range.End),
            { Prefix: { } prefix } => new PrefixValue(ClaimText.ToBytes(prefix.Value)),
            { Suffix: { } suffix } => new SuffixValue(ClaimText.ToBytes(suffix.Value)),
            _ => null,
        };
        return new HeaderCondition(header.Name.Value, value, header.InvertMatch != (header.Present is false));
    }
}

/// <summary>The limits of a host.</summary>
/// <param name="Name">The VirtualService.</param>
/// <param name="Stages">What it says.</param>
internal sealed record HostRateLimits(string Name, RateLimitStages Stages);
