using System.Text.Json;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>The same figures as JSON, round by round.</summary>
internal static class StreamsFile
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string file, StreamsOptions options, IReadOnlyList<WayRuns> ways)
    {
        await using FileStream stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, new { Machine = Machine.Description, Options = options, Ways = ways }, Form);
    }
}
