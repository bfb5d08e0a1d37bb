using System.Runtime.CompilerServices;

namespace LlmPolicy.Telemetry;

/// <summary>Routes as they are called in logs, each made once: the manifests bound them.</summary>
internal static class RouteNames
{
    /// <summary>What a request has that no route took.</summary>
    public const string None = "none";

    private static readonly ConditionalWeakTable<RouteInfo, string> Names = [];

    public static string Of(PolicyDecision decision) => decision.Route is { } route ? Names.GetValue(route, static route => route.ToString()) : None;
}
