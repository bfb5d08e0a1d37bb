namespace LlmPolicy.Tool.Explaining;

/// <summary>A decision of now or of the past, to be printed.</summary>
/// <param name="StatusCode">What is answered; null where the request goes upstream.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="Position">The rule that decided.</param>
/// <param name="Route">The route, as <c>namespace/virtualservice:route</c>.</param>
/// <param name="Generation">The generation of the policy that decided.</param>
/// <param name="Steps">How it came to that.</param>
internal sealed record Explained(
    int? StatusCode, string Reason, SourcePosition? Position, string? Route, string Generation, IReadOnlyList<ExplanationStep> Steps)
{
    /// <summary>The way upstream; null where there is none, or it is not known any more.</summary>
    public Forwarding? Forwarding { get; init; }
}
