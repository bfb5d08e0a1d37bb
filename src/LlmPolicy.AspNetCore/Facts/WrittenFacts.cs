using LlmPolicy.Asking;

namespace LlmPolicy.Facts;

/// <summary>Finds out what the decision on a request asks for that was only written down.</summary>
internal sealed class WrittenFacts(WrittenRequest written, PolicyGeneration generation, TimeProvider time) : RequestFacts(generation, time)
{
    protected override ValueTask<BodyFact> ReadBodyAsync(long limit, CancellationToken cancellationToken) =>
        new(written.Body.Length <= limit ? BodyFact.Whole(written.Body) : BodyFact.Incomplete);
}
