namespace LlmPolicy.Usage;

/// <summary>Completes what an answer says of its output by the text that no report covers.</summary>
internal static class UsageEstimate
{
    /// <summary>English prose and code have about so many to a token with all of today's tokenizers; docs/usage.md has what was measured.</summary>
    private const int BytesPerToken = 4;

    public static LlmUsage Of(LlmUsage said, TextSample? sample)
    {
        if (!IsOpen(said))
        {
            return said;
        }

        long tokens = sample?.Estimate(said.TextBytesUnreported) ?? (said.TextBytesUnreported + BytesPerToken - 1) / BytesPerToken;
        return said with { Source = LlmUsageSource.Estimated, Output = (said.Output ?? 0) + tokens, Total = (said.Total ?? 0) + tokens };
    }

    /// <summary>The last report of a whole answer is of all its output. One of a cut answer is of what came before it, unless a header told at the start.</summary>
    private static bool IsOpen(LlmUsage said) => said.TextBytesUnreported > 0
        && (said.Output is null || (said is { End: not LlmAnswerEnd.Whole, Source: LlmUsageSource.Reported }));
}
