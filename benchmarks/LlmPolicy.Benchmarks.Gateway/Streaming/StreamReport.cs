using System.Globalization;

namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>The streams' delays as Markdown.</summary>
internal static class StreamReport
{
    public static void Write(TextWriter output, int streams, IReadOnlyList<StreamDelays> ways)
    {
        output.WriteLine($"{Machine.Description}. {streams} streams each way, in turn; milliseconds from written by the provider to read by the client.");
        output.WriteLine();
        output.WriteLine("| way | first event, median | p95 | all events, median | p95 | came after the next was written |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (StreamDelays way in ways)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {way.Name} | {way.First.Median:F3} | {way.First.P95:F3} | {way.All.Median:F3} | {way.All.P95:F3} | {way.Late} of {way.Events} |"));
        }

        output.WriteLine();
        (StreamDelays yarp, StreamDelays llmPolicy) = (ways[^2], ways[^1]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"LlmPolicy over YARP alone: first event {llmPolicy.First.Median - yarp.First.Median:F3} ms, all events {llmPolicy.All.Median - yarp.All.Median:F3} ms (medians)."));
    }
}
