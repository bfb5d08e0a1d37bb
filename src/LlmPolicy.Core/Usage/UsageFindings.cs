using LlmPolicy.Exchanges;

namespace LlmPolicy.Usage;

/// <summary>What a usage rule finds, in words.</summary>
internal static class UsageFindings
{
    extension(Findings findings)
    {
        public void Metered(bool isAskedFor, SourcePosition position) => findings.Add(
            ExplanationSubject.Rule, ExplanationResult.Noted,
            isAskedFor ? "what the answer used is metered, and its stream is asked for it (stream_options.include_usage)" : "what the answer used is metered", position);

        public void StreamOptions(string words, SourcePosition position) => findings.Add(ExplanationSubject.Rule, ExplanationResult.DoesNotFit, words, position);
    }
}
