using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary>A rewrite of <c>Host</c>.</summary>
internal interface IHostRewrite
{
    /// <summary>The host to send; null: the address of the upstream's host that is picked.</summary>
    string? Apply(Exchange exchange);
}
