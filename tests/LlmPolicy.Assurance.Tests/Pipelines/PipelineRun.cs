using System.Collections.Concurrent;
using System.Globalization;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Asks all pipelines over loopback; the tests look at what came of it.</summary>
public sealed class PipelineRun : IAsyncLifetime
{
    /// <summary>Requests put together at random, over all pipelines.</summary>
    private const int ShortCases = 5_000;

    private readonly Witness _witness = new();
    private readonly ConcurrentBag<PipelineOutcome> _outcomes = [];
    private int _number;
    private Exception? _failure;

    /// <summary>Pipelines in which an answer did not come: it is a finding, and with two of them enough is known.</summary>
    private int _hung;

    /// <summary>What came of the requests; of those put together at random, of which there may be millions, only what is found fault with.</summary>
    internal IReadOnlyCollection<PipelineOutcome> Outcomes => _failure is { } failure ? throw new InvalidOperationException($"The run failed: {failure}") : _outcomes;

    /// <summary>What was carried out behind its answer.</summary>
    internal IEnumerable<Seen> Late => _witness.Late;

    /// <summary>Answers of the endpoint without policy that came out of a cache.</summary>
    internal int Cached => Outcomes.Count(outcome => outcome is { Request.Area: "public", Seen.Count: 0, Answer.Status: 200 });

    public async ValueTask InitializeAsync()
    {
        try
        {
            await AskAllAsync();
        }
        catch (Exception e)
        {
            // A fixture's own exception is told without a word of what it was.
            _failure = e;
        }
    }

    /// <summary>Tests that come behind measure the memory of this process, garbage collection by garbage collection.</summary>
    public ValueTask DisposeAsync()
    {
        _outcomes.Clear();
        _witness.Clear();
        return ValueTask.CompletedTask;
    }

    private async Task AskAllAsync()
    {
        await using WitnessUpstream alpha = new("alpha", _witness);
        await using WitnessUpstream beta = new("beta", _witness);
        PipelineDialer dialer = new(new Dictionary<string, int> { ["alpha.test"] = alpha.Port, ["beta.test"] = beta.Port });
        int cases = int.TryParse(Environment.GetEnvironmentVariable("LLMPOLICY_ASSURANCE"), CultureInfo.InvariantCulture, out int asked) ? asked : ShortCases;
        await Parallel.ForAsync(0, Pipeline.All.Count, TestContext.Current.CancellationToken, async (index, _) =>
        {
            if (Volatile.Read(ref _hung) > 1)
            {
                return;
            }

            Pipeline pipeline = Pipeline.All[index];
            await using PipelineHost host = await PipelineHost.StartAsync(pipeline, _witness, dialer);
            await using PipelineClient client = new(host.Port);
            using PipelineHttp2Client http2 = new(host.Http2Port);
            foreach (PipelineRequest request in PipelineRequests.Of(pipeline).TakeWhile(_ => !client.IsHung))
            {
                _outcomes.Add(await AskAsync(pipeline, client, request));
            }

            for (int seed = index; seed < cases && !client.IsHung; seed += Pipeline.All.Count)
            {
                PipelineOutcome outcome = await AskAsync(pipeline, client, PipelineRequests.Random(pipeline, seed), http2);
                if (Inspection.Rules.Any(rule => rule(outcome).Any()))
                {
                    _outcomes.Add(outcome);
                }
            }

            Interlocked.Add(ref _hung, client.IsHung ? 1 : 0);
            if (pipeline.IsOfOne && !client.IsHung)
            {
                await AskTogetherAsync(pipeline, host.Port);
            }
        });
    }

    private async Task<PipelineOutcome> AskAsync(Pipeline pipeline, PipelineClient client, PipelineRequest request, PipelineHttp2Client? http2 = null)
    {
        int number = Interlocked.Increment(ref _number);
        HttpMessage? answer = request.IsHttp2 && http2 is not null ? await http2.SendAsync(request, number) : await client.SendAsync(request, number);
        var (seen, decided) = _witness.Take(number);
        return new PipelineOutcome(pipeline, number, request, answer, seen, decided);
    }

    /// <summary>Callers with different rights, who ask for the same at the same time.</summary>
    private Task AskTogetherAsync(Pipeline pipeline, int port) => Task.WhenAll(Caller.All.Select(async caller =>
    {
        await using PipelineClient client = new(port);
        foreach (Arrangement arrangement in Arrangement.All)
        {
            foreach (string area in (string[])(arrangement.HasGuard ? ["e", "g"] : ["r", "g"]))
            {
                _outcomes.Add(await AskAsync(pipeline, client, new PipelineRequest(caller, arrangement, area) { Path = "shared/together" }));
                _outcomes.Add(await AskAsync(pipeline, client, new PipelineRequest(caller, arrangement, area) { Path = "shared/together", Host = Rights.Keys }));
                _outcomes.Add(await AskAsync(pipeline, client, new PipelineRequest(caller, arrangement, "public").With("without policy")));
            }
        }
    }));
}
