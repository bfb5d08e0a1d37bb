using System.Text.RegularExpressions;
using LlmPolicy.Evaluation;
using LlmPolicy.Headers;
using LlmPolicy.Models;
using LlmPolicy.Routing;

namespace LlmPolicy.Analysis;

/// <summary>
/// A route to Amazon Bedrock that changes Host, path or body and leaves Authorization alone: a client of Bedrock signs all of them (Signature Version 4).
/// </summary>
internal sealed partial class SignatureBrokenRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var route in context.Routes.Select(r => r.Route.Policy).OfType<RoutePolicy>())
        {
            if (route.Action is ForwardAction forward && forward.Destinations.All.FirstOrDefault(d => IsSigned(d, forward, route, context)) is { } destination)
            {
                Check(route, forward, destination, context);
            }
        }
    }

    private static void Check(RoutePolicy route, ForwardAction forward, ForwardDestination destination, AnalysisContext context)
    {
        string[] changed = [.. forward.HostRewrite is null ? [] : new[] { "the Host" }, .. forward.PathRewrite is null ? [] : new[] { "the path" }];
        if (changed.Length > 0)
        {
            Warn(forward.Position, $"The route {route.Info} rewrites {string.Join(" and ", changed)}", destination, context);
        }

        foreach (var rule in route.Steps.Rules.Select(r => r.Step).OfType<ModelStep>().SelectMany(s => s.Rules.Rules).Where(r => r.Names.Count > 0))
        {
            Warn(rule.Position, $"The rule {rule.Name} puts in another model", destination, context);
        }
    }

    private static void Warn(SourcePosition position, string what, ForwardDestination destination, AnalysisContext context) => context.Warn(
        DiagnosticCodes.SignatureBroken, position, $"{what}, which a client of {destination.Upstream} has signed: Amazon Bedrock refuses the request.",
        "Leave it as it comes, or set Authorization to a key of Bedrock's own.");

    /// <summary>Whether it is Bedrock's, and the client's own Authorization goes there.</summary>
    private static bool IsSigned(ForwardDestination destination, ForwardAction forward, RoutePolicy route, AnalysisContext context) =>
        context.Compiled.Upstreams.GetValueOrDefault(destination.Upstream)?.Endpoints.Any(e => Bedrock().IsMatch(e.Host)) is true
        && !route.Levels.Request(destination).Any(ReplacesAuthorization);

    /// <summary>A Secret may hold any header: it is taken to be the key.</summary>
    private static bool ReplacesAuthorization(HeaderLevel level) =>
        level.Secrets.Any() || level.Removals.Select(r => r.Name).Concat(level.Additions.Select(a => a.Name)).Contains("authorization", StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^bedrock-runtime(-fips)?\.[^.]+\.amazonaws\.com(\.cn)?\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Bedrock();
}
