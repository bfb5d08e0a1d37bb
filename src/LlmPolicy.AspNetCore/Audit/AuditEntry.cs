namespace LlmPolicy.Audit;

/// <summary>What a record is made of: small, and without the request, since it may wait for a while.</summary>
/// <param name="DecisionId">The decision's id.</param>
/// <param name="TraceId">The trace that the request belongs to; null for none.</param>
/// <param name="At">When the request was over.</param>
/// <param name="Generation">The generation that decided.</param>
/// <param name="Route">The route; null if none matched.</param>
/// <param name="Rule">The manifest's rule that decided; null where none did.</param>
/// <param name="Reason">The decision's reason.</param>
/// <param name="IsAllowed">Its outcome.</param>
/// <param name="SampleRate">How many of the decisions of this outcome have a record.</param>
/// <param name="Providers">The providers whose tokens were verified.</param>
/// <param name="Caller">Who the caller is; null if that is not known.</param>
/// <param name="Models">The models that were asked for.</param>
/// <param name="Completion">How the request ended.</param>
internal sealed record AuditEntry(
    string DecisionId,
    string? TraceId,
    DateTimeOffset At,
    PolicyGeneration Generation,
    RouteInfo? Route,
    SourcePosition? Rule,
    string Reason,
    bool IsAllowed,
    double SampleRate,
    IReadOnlyList<string> Providers,
    CallerName? Caller,
    IReadOnlyList<string> Models,
    RequestCompletion Completion);
