using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Guard;

/// <summary>The decision on a request and what has become of it.</summary>
internal sealed class PolicyState(PolicyRequest request, PolicyGeneration generation, PolicyDecision decision, PolicyFacts facts, ServedRequest arrived) : ILlmPolicyFeature
{
    private string? _decisionId;

    public PolicyRequest Request { get; } = request;

    public PolicyGeneration Generation { get; } = generation;

    /// <summary>What the policy says of the raw target.</summary>
    public PolicyDecision OnTarget { get; } = decision;

    /// <summary>What was known when it was decided; with more, two readings of a path could differ by time alone.</summary>
    public PolicyFacts Facts { get; } = facts;

    public PolicyDecision Decision { get; set; } = decision;

    /// <summary>In the form of a trace id: 32 hex digits. Unlike a Guid's they cost no call into the system, and nobody has to guess them.</summary>
    public string DecisionId => _decisionId ??= ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>What the app saw of the request when it was decided on.</summary>
    public ServedRequest Arrived { get; } = arrived;

    /// <summary>What the decision holds for: what arrived, without what the guard itself took off.</summary>
    public ServedRequest Served { get; set; } = arrived;

    /// <summary>The origin that the decision was last held against.</summary>
    public RequestOrigin Origin { get; set; } = new(request.Scheme, request.Authority);

    /// <summary>The endpoint whose path was compared; null if routing had not chosen any.</summary>
    public Endpoint? Endpoint { get; set; }

    /// <summary>Whether a guard has let the request pass.</summary>
    public bool Passed { get; set; }
}
