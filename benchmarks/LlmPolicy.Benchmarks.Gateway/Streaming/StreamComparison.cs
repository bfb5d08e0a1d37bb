using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>Streams past all gateways, through YARP alone and through LlmPolicy, in turn, one at a time.</summary>
internal sealed class StreamComparison(int streams)
{
    // So many before, not counted, until the JIT has settled.
    private readonly int _warmUp = Math.Min(30, streams);

    public async Task<int> RunAsync(TextWriter output)
    {
        await using RoleProcess upstream = await RoleProcess.StartAsync("upstream");
        await using RoleProcess yarp = await RoleProcess.StartAsync("yarp", "--upstream", upstream.Address.ToString());
        await using RoleProcess llmPolicy = await RoleProcess.StartAsync("llmpolicy", "--upstream", upstream.Address.ToString());
        (RoleProcess Process, StreamDelays Delays)[] ways =
        [
            (upstream, new StreamDelays("no gateway")), (yarp, new StreamDelays("YARP alone")), (llmPolicy, new StreamDelays("LlmPolicy")),
        ];
        using HttpClient client = new();
        for (int i = -_warmUp; i < streams; i++)
        {
            foreach (var (process, delays) in i % 2 == 0 ? ways : Enumerable.Reverse(ways))
            {
                EventStream stream = await EventReader.ReadAsync(client, process.Address);
                if (i >= 0)
                {
                    delays.Add(stream);
                }
            }
        }

        StreamReport.Write(output, streams, [.. ways.Select(way => way.Delays)]);
        return 0;
    }
}
