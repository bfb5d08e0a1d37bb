namespace LlmPolicy.Conformance.Rules;

/// <summary>Where LlmPolicy refuses on purpose what Envoy lets through, or refuses in other words (docs/differences.md).</summary>
/// <param name="Id">The id that options and diagnostics know it by.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Holds">Whether a refusal of ours is this rule's, seen from the manifests and the request.</param>
internal sealed record DifferenceRule(string Id, string Reason, Func<Difference, bool> Holds)
{
    /// <summary>Whether it is of messages that go through, too, and not of refusals alone.</summary>
    public bool OfMessages { get; init; }
}
