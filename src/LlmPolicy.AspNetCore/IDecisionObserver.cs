namespace LlmPolicy;

/// <summary>
/// Is told of the decisions that are carried out: for logs, meters, audits. Called on the request's way, so it has to be quick; what it throws is logged and changes
/// nothing. A decision that nobody carries out, such as one that authentication alone asked for, is told to nobody.
/// </summary>
public interface IDecisionObserver
{
    /// <summary>The decision is final: the client's answer begins, or what goes upstream has its answer. Once a request.</summary>
    /// <param name="decided">The decision, with the request's id and generation.</param>
    void Settled(ILlmPolicyFeature decided);

    /// <summary>The request is over. Once a request, after <see cref="Settled"/>.</summary>
    /// <param name="decided">The decision, with the request's id and generation.</param>
    /// <param name="completion">How it ended.</param>
    void Completed(ILlmPolicyFeature decided, RequestCompletion completion);
}
