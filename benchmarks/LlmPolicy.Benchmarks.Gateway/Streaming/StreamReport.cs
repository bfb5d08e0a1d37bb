namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>The streams' delays as Markdown.</summary>
internal static class StreamReport
{
    public static void Write(TextWriter output, int streams, IReadOnlyList<StreamDelays> ways)
    {
        output.WriteLine(
            $"{Machine.Description}. {streams} streams each way, in turn. "
            + "Milliseconds to read by the client: from its request, and from written by the provider.");
        output.WriteLine();
        MarkdownTable table = new(
            output, "way", "from the request to the first event, median", "p95", "first event from written, median", "p95",
            "all events from written, median", "p95", "came after the next was written");
        foreach (StreamDelays way in ways)
        {
            string[] delays = [.. new[] { way.Asked, way.First, way.All }.SelectMany(delay => new[] { $"{delay.Median:F3}", $"{delay.P95:F3}" })];
            table.Row([way.Name, .. delays, $"{way.Late} of {way.Events}"]);
        }

        output.WriteLine();
        (StreamDelays yarp, StreamDelays llmPolicy) = (ways[^2], ways[^1]);
        output.WriteLine(
            $"LlmPolicy over YARP alone, by the medians: from the request to the first event {llmPolicy.Asked.Median - yarp.Asked.Median:F3} ms, "
            + $"first event from written {llmPolicy.First.Median - yarp.First.Median:F3} ms, "
            + $"all events from written {llmPolicy.All.Median - yarp.All.Median:F3} ms.");
    }
}
