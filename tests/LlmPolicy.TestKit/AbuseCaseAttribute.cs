using Xunit.v3;

namespace LlmPolicy.TestKit;

/// <summary>
/// Says which cases of docs/abuse-cases.md a test holds: it fails where the product would let one through, or would answer otherwise than
/// the document says. <c>-trait AbuseCase=T12</c> runs the tests of a case.
/// </summary>
/// <param name="ids">The cases' ids, as in the document.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AbuseCaseAttribute(params string[] ids) : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [.. ids.Select(id => KeyValuePair.Create("AbuseCase", id))];
}
