namespace LlmPolicy;

/// <summary>
/// Something that is to happen once a decision is carried out. A decision only names it: evaluating twice, for an explanation or a comparison, costs nobody anything.
/// </summary>
public abstract class PolicyEffect
{
    private protected PolicyEffect()
    {
    }
}
