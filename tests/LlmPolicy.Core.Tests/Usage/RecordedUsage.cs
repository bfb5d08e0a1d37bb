using System.Text;
using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>What a recorded answer used: its label, in the terms of <see cref="LlmUsage"/>, and what <c>Data/recorded-usage.txt</c> has beyond it.</summary>
internal static class RecordedUsage
{
    private static readonly Dictionary<string, Dictionary<string, long>> Readings = EmbeddedData.Text("recorded-usage.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words[1..].Select(w => w.Split('=')).ToDictionary(w => w[0], w => long.Parse(w[1], null)));

    public static LlmUsage Of(RecordedAnswer answer)
    {
        var reading = Readings.GetValueOrDefault(answer.Number) ?? [];
        LlmUsage nothing = new() { Source = LlmUsageSource.Missing, End = LlmAnswerEnd.Whole };
        if (answer.Label is null && reading.Count == 0)
        {
            return answer.Status >= 400 || IsError(answer) ? nothing with { Source = LlmUsageSource.Refused, Input = 0, Output = 0, Total = 0 } : nothing;
        }

        long? Label(string name) => answer.Label is { } label && label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
        long? Read(string name) => reading.TryGetValue(name, out long value) ? value : null;

        // Anthropic's labels have the cache beside the input, Gemini's the thoughts beside the output.
        long? input = Read("input") ?? Label("input") + (Label("cache_read") ?? 0) + (Label("cache_creation") ?? 0);
        long? output = Read("output") ?? Label("output") + (Label("thoughts") ?? 0);
        return nothing with
        {
            Source = LlmUsageSource.Reported,
            Input = input,
            Output = output,
            Total = Label("total") ?? (input ?? 0) + (output ?? 0),
            CachedRead = Read("read") ?? Label("cached") ?? Label("cache_read") ?? 0,
            CachedWrite = Read("write") ?? Label("cache_creation") ?? 0,
            CachedWrite5Minutes = Read("5m") ?? 0,
            CachedWrite1Hour = Read("1h") ?? 0,
            Reasoning = Read("reasoning") ?? Label("reasoning") ?? Label("thoughts") ?? 0,
            AudioInput = Read("audioInput") ?? 0,
            AudioOutput = Read("audioOutput") ?? 0,
            ImageInput = Read("imageInput") ?? 0,
            ImageOutput = Read("imageOutput") ?? 0,
            ToolUnits = Read("tools") ?? 0,
            AdvisorInput = Read("advisorInput") ?? 0,
            AdvisorOutput = Read("advisorOutput") ?? 0,
        };
    }

    /// <summary>What is compared: everything but what no label has.</summary>
    public static LlmUsage Compared(this LlmUsage usage) => usage with { Model = null, TextBytes = 0, TextBytesUnreported = 0, AudioDuration = default };

    /// <summary>One provider answers 200 with an error.</summary>
    private static bool IsError(RecordedAnswer answer) =>
        string.Concat(Encoding.UTF8.GetString(answer.Body).Where(c => !char.IsWhiteSpace(c))).StartsWith("{\"error\":{", StringComparison.Ordinal);
}
