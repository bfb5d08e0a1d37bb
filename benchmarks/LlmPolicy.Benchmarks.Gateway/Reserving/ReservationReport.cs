namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>The figures as Markdown.</summary>
internal static class ReservationReport
{
    public static void Write(TextWriter output, IReadOnlyList<(ReservationCase Case, IReadOnlyList<ReservationRun> Runs)> all, int inFlight, bool isDurable)
    {
        output.WriteLine(
            $"{Machine.Description}. {all[0].Runs.Count} rounds, all in turn; {inFlight} in flight on one connection, 100 keys; the server "
            + $"{(isDurable ? "writes each call to its disk first" : "keeps no file")}. A core's figure is a second over the processor time of a request.");
        output.WriteLine();
        MarkdownTable table = new(
            output, "request", "a second of a server's core, median", "min – max", "a second of a client's core", "µs of the server", "µs of the client",
            "a second", "ms a reservation, median", "requests");
        foreach (var (one, runs) in all)
        {
            Spread server = new(runs.Select(run => 1e6 / run.ServerMicroseconds));
            Spread client = new(runs.Select(run => 1e6 / run.ClientMicroseconds));
            table.Row(
                one.Name, $"{server.Median:F0}", $"{server.Min:F0} – {server.Max:F0}", $"{client.Median:F0}", $"{1e6 / server.Median:F1}", $"{1e6 / client.Median:F1}",
                $"{new Spread(runs.Select(run => run.Requests / run.Seconds)).Median:F0}", $"{new Spread(runs.Select(run => run.MedianMilliseconds)).Median:F2}",
                $"{runs.Sum(run => run.Requests)}");
        }
    }
}
