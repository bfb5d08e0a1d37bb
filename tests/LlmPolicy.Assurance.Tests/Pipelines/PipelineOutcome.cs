using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>What came of a request.</summary>
/// <param name="Pipeline">What it went through.</param>
/// <param name="Number">Its number.</param>
/// <param name="Request">The request.</param>
/// <param name="Answer">What the client got; null: nothing.</param>
/// <param name="Seen">What was carried out.</param>
/// <param name="Decided">The decision that was carried out; null for none.</param>
internal sealed record PipelineOutcome(Pipeline Pipeline, int Number, PipelineRequest Request, HttpMessage? Answer, IReadOnlyList<Seen> Seen, ILlmPolicyFeature? Decided)
{
    /// <summary>Whether it is a request that no middleware of the pipeline has anything to do with.</summary>
    public bool IsPlain => Request.Named == "plain";

    public bool IsRewritten => Decided?.Decision.Reason == ReasonCodes.TargetRewritten;

    /// <summary>Whether what was decided on is what a middleware made of the request, not what was sent.</summary>
    public bool IsDecidedAsChanged => Decided is { Request: var decided } && (decided.Method != Request.Method || decided.Authority != Request.Host);

    /// <summary>Whether it may go on, and went nowhere, though nobody asked for that.</summary>
    public bool IsLost => Decided?.Decision.Forwarding is not null && Seen.Count == 0 && Answer?.Status >= 400 && !Inspection.MayFail(this) && Request["x-limited"] is null && Request["Cache-Control"] is null;

    public bool Was(Middleware one, Place place) => Pipeline.Has(one) && Pipeline.PlaceOf(one, Request.Arrangement) == place;

    public override string ToString() =>
        $"{Pipeline}: {Request} was {(Answer is null ? "not answered" : $"answered {Answer.Status}")}, {(Seen.Count == 0 ? "not carried out" : "carried out as " + string.Join(" and ", Seen))}, {Decided?.Decision.Reason ?? "not decided"}";
}
