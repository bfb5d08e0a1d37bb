namespace LlmPolicy;

/// <summary>The decision on a request, in <c>HttpContext.Features</c> once it was made. Guard, gateway and authentication share it.</summary>
public interface ILlmPolicyFeature
{
    /// <summary>The request as it came, before a guard changed it. It holds the caller's token.</summary>
    PolicyRequest Request { get; }

    /// <summary>The decision.</summary>
    PolicyDecision Decision { get; }

    /// <summary>The generation that decided. The request sees no other.</summary>
    PolicyGeneration Generation { get; }

    /// <summary>Names the decision in logs: unique, and nothing in it comes from the caller.</summary>
    string DecisionId { get; }
}
