using LlmPolicy.Exchanges;

namespace LlmPolicy.Transformations;

/// <summary>What transformations do, in words.</summary>
internal static class TransformationFindings
{
    extension(Findings findings)
    {
        public void Transforms(string stage, RequestTransformation? fitting) => findings.Add(
            ExplanationSubject.Transformation, fitting is null ? ExplanationResult.DoesNotFit : ExplanationResult.Noted,
            fitting is null ? $"{stage} transformations: none fits the request"
                : $"{stage} transformation: {(fitting.Request is null ? "nothing changes" : "headers change")}{(fitting.ClearsRoute ? ", and the routes are tried again" : "")}",
            fitting?.Position);
    }
}
