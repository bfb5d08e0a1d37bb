using static LlmPolicy.Usage.UsageMember;

namespace LlmPolicy.Usage;

/// <summary>From what was said to what was used: the one formula for all formats.</summary>
internal static class UsageSums
{
    public static LlmUsage Of(UsageReport report, int status, LlmAnswerEnd end)
    {
        var counts = report.Counts();
        var source = report.IsReported ? LlmUsageSource.Reported
            : counts.IsReport ? LlmUsageSource.Header
            : status >= 400 || report.IsRefused ? LlmUsageSource.Refused
            : LlmUsageSource.Missing;
        LlmUsage said = new()
        {
            Source = source,
            End = end,
            Model = report.Model,
            TextBytes = report.TextBytes,
            TextBytesUnreported = report.TextBytesUnreported,
        };
        return source switch
        {
            LlmUsageSource.Refused => said with { Input = 0, Output = 0, Total = 0 },
            LlmUsageSource.Missing => said,
            _ => Counted(said, counts),
        };
    }

    private static LlmUsage Counted(LlmUsage said, UsageCounts counts)
    {
        bool isMetered = counts[Input] is null && counts[BareInput] is null;
        long read = counts[ReadBeside] ?? counts[ReadInside] ?? (isMetered ? counts.OrZero(MeteredRead) : 0);
        var (written, written5, written1) = Written(counts, isMetered);
        var (input, output) = Completed(InputOf(counts), OutputOf(counts), counts);
        input = Plus(input, counts.OrZero(ExtraInput) + Compaction(counts));
        output = Plus(output, counts.OrZero(ExtraOutput) + counts.OrZero(CompactionOutput));
        long? reported = counts[Total] + counts.OrZero(ExtraInput) + counts.OrZero(ExtraOutput);
        long? sum = input is null && output is null ? null : (input ?? 0) + (output ?? 0);
        return said with
        {
            Input = input,
            CachedRead = read + counts.OrZero(CompactionRead),
            CachedWrite = written + CompactionWrites(counts),
            CachedWrite5Minutes = written5 + counts.OrZero(CompactionWritten5Minutes),
            CachedWrite1Hour = written1 + counts.OrZero(CompactionWritten1Hour),
            Output = output,
            Reasoning = counts[Thoughts] ?? counts.OrZero(Reasoning),
            AudioInput = counts.OrZero(AudioInput),
            AudioOutput = counts.OrZero(AudioOutput),
            AudioDuration = TimeSpan.FromTicks(counts.OrZero(AudioDuration)),
            ImageInput = counts.OrZero(ImageInput),
            ImageOutput = counts.OrZero(ImageOutput),
            ToolUnits = counts.OrZero(ToolUnits),
            AdvisorInput = counts.OrZero(AdvisorInput),
            AdvisorOutput = counts.OrZero(AdvisorOutput),
            Total = reported > sum || sum is null ? reported : sum,
        };
    }

    private static long? InputOf(UsageCounts counts) => Plus(
        counts[Input]
            ?? counts[BareInput] + counts.OrZero(ReadBeside) + WrittenBesideOf(counts)
            ?? counts[BilledInput]
            ?? counts[MeteredInput] + counts.OrZero(MeteredRead) + counts.OrZero(MeteredWritten),
        counts.OrZero(ToolInput));

    /// <summary>Gemini leaves out what is zero.</summary>
    private static long? OutputOf(UsageCounts counts) =>
        (counts[Output] ?? (counts[Thoughts] is null ? null : 0)) + counts.OrZero(Thoughts) ?? counts[BilledOutput] ?? counts[MeteredOutput];

    /// <summary>
    /// What the total tells that the parts don't. Nothing but a total is input: embeddings. A missing part is the rest. And a rest that is exactly the reasoning, the
    /// audio or the cached was not in the part where it belongs: xAI's reasoning, Mistral's audio.
    /// </summary>
    private static (long? Input, long? Output) Completed(long? input, long? output, UsageCounts counts)
    {
        if (counts[Total] is not { } total)
        {
            return (input, output);
        }

        if (input is null || output is null)
        {
            long rest = Math.Max(0, total - (input ?? output ?? 0));
            return (input ?? rest, output ?? (input is null ? 0 : rest));
        }

        long left = total - input.Value - output.Value;
        return left <= 0 ? (input, output)
            : left == counts[Reasoning] ? (input, output + left)
            : left == counts[AudioInput] || left == counts.OrZero(ReadBeside) + WrittenBesideOf(counts) ? (input + left, output)
            : (input, output);
    }

    private static long? Plus(long? count, long more) => more == 0 ? count : (count ?? 0) + more;

    private static long WrittenBesideOf(UsageCounts counts) => counts[WrittenBeside] ?? counts.OrZero(Written5Minutes) + counts.OrZero(Written1Hour);

    /// <summary>The split may be of an earlier report than the sum, which is right: the dearer part is believed first.</summary>
    private static (long All, long For5Minutes, long For1Hour) Written(UsageCounts counts, bool isMetered)
    {
        long all = counts[WrittenBeside] ?? counts[WrittenInside] ?? (isMetered ? counts[MeteredWritten] : null) ?? WrittenBesideOf(counts);
        long hour = Math.Min(all, counts.OrZero(Written1Hour));
        return (all, Math.Min(all - hour, counts.OrZero(Written5Minutes)), hour);
    }

    private static long Compaction(UsageCounts counts) => counts.OrZero(CompactionInput) + counts.OrZero(CompactionRead) + CompactionWrites(counts);

    private static long CompactionWrites(UsageCounts counts) =>
        counts[CompactionWritten] ?? counts.OrZero(CompactionWritten5Minutes) + counts.OrZero(CompactionWritten1Hour);
}
