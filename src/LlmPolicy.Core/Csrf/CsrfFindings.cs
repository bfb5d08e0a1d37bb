using LlmPolicy.Exchanges;

namespace LlmPolicy.Csrf;

/// <summary>What <c>csrf</c> finds, in words.</summary>
internal static class CsrfFindings
{
    extension(Findings findings)
    {
        public void ChangesNothing(SourcePosition position) =>
            findings.Add(ExplanationSubject.Csrf, ExplanationResult.Noted, "csrf: only POST, PUT, DELETE and PATCH are looked at", position);

        public void Site(bool fits, SourcePosition position) => findings.Add(
            ExplanationSubject.Csrf, Findings.Result(fits),
            fits ? "csrf: the page is one of this host, or of a named one" : "csrf: neither Origin nor Referer is of this host, or of a named one", position);
    }
}
