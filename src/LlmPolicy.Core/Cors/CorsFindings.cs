using LlmPolicy.Exchanges;

namespace LlmPolicy.Cors;

/// <summary>What <c>cors</c> finds, in words. An origin is the caller's text, and is not shown.</summary>
internal static class CorsFindings
{
    extension(Findings findings)
    {
        public void NoOrigin(CorsPolicy policy) =>
            findings.Add(ExplanationSubject.Cors, ExplanationResult.Noted, "cors: no Origin, so no page of another site asks", policy.Position);

        public void Origin(CorsPolicy policy, bool allows, bool preflight) => findings.Add(
            ExplanationSubject.Cors, Findings.Result(allows),
            allows
                ? $"cors: the Origin is allowed{(policy.Credentials ? ", with credentials" : "")}; {(preflight ? "the preflight is answered here" : "its headers go on the answer")}"
                : $"cors: the Origin is not allowed; the {(preflight ? "preflight" : "request")} goes on as any other, and the browser keeps the answer from the page",
            policy.Position);
    }
}
