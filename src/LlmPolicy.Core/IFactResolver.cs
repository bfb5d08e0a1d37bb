namespace LlmPolicy;

/// <summary>Finds out what the decision on one request asks for.</summary>
public interface IFactResolver
{
    /// <summary>Finds out a fact, or that it is not to be had.</summary>
    /// <param name="need">What the decision asks for.</param>
    /// <param name="facts">What is known so far.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is known now. It has to say something of the need: a decision that asks for it again and again is refused.</returns>
    ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken);
}
