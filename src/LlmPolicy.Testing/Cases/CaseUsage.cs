using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[].usage</c>: what an answer says that it used, in tokens.</summary>
internal static class CaseUsage
{
    private static readonly Dictionary<string, LlmUsageSource> Sources = new()
    {
        ["missing"] = LlmUsageSource.Missing,
        ["reported"] = LlmUsageSource.Reported,
        ["estimated"] = LlmUsageSource.Estimated,
        ["refused"] = LlmUsageSource.Refused,
    };

    private static readonly Dictionary<string, LlmAnswerEnd> Ends = new()
    {
        ["whole"] = LlmAnswerEnd.Whole,
        ["clientLeft"] = LlmAnswerEnd.ClientLeft,
        ["upstreamBroke"] = LlmAnswerEnd.UpstreamBroke,
    };

    private static readonly string[] Counts = ["input", "cachedRead", "cachedWrite", "cachedWrite1Hour", "output", "reasoning"];

    public static LlmUsage Read(ObjectReader o)
    {
        var usage = new LlmUsage
        {
            Source = o.Enum("source", Sources) ?? (Counts.Any(o.Has) ? LlmUsageSource.Reported : LlmUsageSource.Missing),
            End = o.Enum("end", Ends) ?? LlmAnswerEnd.Whole,
            Model = o.String("model")?.Value,
            Input = o.UInt32("input"),
            CachedRead = o.UInt32("cachedRead") ?? 0,
            CachedWrite = o.UInt32("cachedWrite") ?? 0,
            CachedWrite1Hour = o.UInt32("cachedWrite1Hour") ?? 0,
            Output = o.UInt32("output"),
            Reasoning = o.UInt32("reasoning") ?? 0,
        };
        if (usage.Source is LlmUsageSource.Missing or LlmUsageSource.Refused && Counts.FirstOrDefault(o.Has) is { } count)
        {
            o.Error(TestDiagnosticCodes.Contradiction, o.PositionOf(count), $"'{count}' says what was used, and 'source' that nothing is said of it.", "Keep one of them.");
        }

        return usage;
    }
}
