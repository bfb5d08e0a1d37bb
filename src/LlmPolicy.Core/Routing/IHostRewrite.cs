using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary>A rewrite of <c>Host</c>.</summary>
internal interface IHostRewrite
{
    /// <summary>
    /// Finds the host to send; null: the address of the upstream's host that is picked. False where to find it is more work than a request may make.
    /// </summary>
    bool TryApply(Exchange exchange, out string? host);
}
