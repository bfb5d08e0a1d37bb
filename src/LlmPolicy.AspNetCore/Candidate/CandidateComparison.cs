using LlmPolicy.Background;
using LlmPolicy.Guard;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Candidate;

/// <summary>
/// Asks the candidate about each request that was decided, beside the requests and without effect. The policy in force is asked once more, at the same time and with what was known
/// then: so what differs is the manifests' alone.
/// </summary>
internal sealed class CandidateComparison : IDecisionObserver
{
    /// <summary>How many requests may wait; more than a moment's load, and with the longest bodies no more than 64 MiB.</summary>
    private const int Capacity = 1024;

    private const int LongestBody = 64 * 1024;

    /// <summary>How many pairs of routes are known to differ; what comes after is counted, and not logged.</summary>
    private const int MostLogged = 1000;

    private readonly CandidatePolicy _candidate;
    private readonly CandidateReport _report;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BackgroundQueue<CandidateQuestion> _queue;
    private readonly HashSet<(CandidateKind, string, string, string?, string?)> _logged = [];

    public CandidateComparison(CandidatePolicy candidate, CandidateReport report, TimeProvider time, ILogger<CandidateComparison> logger)
    {
        (_candidate, _report, _time, _logger) = (candidate, report, time, logger);
        _queue = new("requests to put to the candidate", Capacity, Compare);
    }

    /// <summary>What waits to be compared; what it drops is not compared.</summary>
    public BackgroundQueue<CandidateQuestion> Queue => _queue;

    public void Settled(ILlmPolicyFeature decided)
    {
        if (_candidate.Current is not { } candidate || decided is not PolicyState state)
        {
            return;
        }

        if (state.Facts.Body is { Bytes.Length: > LongestBody })
        {
            _report.Add(CandidateKind.NotCompared);
            return;
        }

        // The cache of tokens is the requests': neither what it remembers nor its metric is to change by a comparison.
        _queue.Add(new CandidateQuestion(
            state.DecisionId, state.Request, state.Facts with { Tokens = null, RateLimits = state.Facts.RateLimits.WithoutCounting() }, _time.GetUtcNow(), state.Generation, candidate));
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
    }

    private void Compare(CandidateQuestion asked)
    {
        var facts = asked.Candidate.Facts with { Tokens = null, Body = asked.Facts.Body, RateLimits = asked.Facts.RateLimits };
        var live = asked.Live.Policy.Evaluate(asked.Request, asked.Facts, asked.At);
        var candidate = asked.Candidate.Policy.Evaluate(asked.Request, facts, asked.At);
        if (live.Need is not null || candidate.Need is not null)
        {
            Fetch(candidate.Need, asked.Candidate);
            _report.Add(CandidateKind.NotCompared);
            return;
        }

        var change = DecisionChange.Between(live, candidate);
        _report.Add(change.Kind);
        if (change.Kind != CandidateKind.Same)
        {
            _report.Keep(new CandidateDifference(
                asked.At, asked.DecisionId, change.Kind, change.What, Side(asked, asked.Live, asked.Facts, live), Side(asked, asked.Candidate, facts, candidate)));
            LogFirst(asked, change, live, candidate);
        }
    }

    /// <summary>The next request with such a token finds its keys.</summary>
    private void Fetch(PolicyNeed? need, PolicyGeneration generation)
    {
        if (need is KeysNeed { Source: var source })
        {
            _ = generation.RemoteKeys.WaitAsync(source, _time.GetTimestamp(), CancellationToken.None);
        }
    }

    private static CandidateSide Side(CandidateQuestion asked, PolicyGeneration generation, PolicyFacts facts, PolicyDecision decision) => new(
        generation.Policy.Generation, DecisionChange.Words(decision), decision.Route?.ToString(), decision.Position, generation.Policy.Explain(asked.Request, facts, asked.At).Steps);

    private void LogFirst(CandidateQuestion asked, DecisionChange change, PolicyDecision live, PolicyDecision candidate)
    {
        var (liveRoute, candidateRoute) = (live.Route?.ToString(), candidate.Route?.ToString());
        if (_logged.Count < MostLogged
            && _logged.Add((change.Kind, asked.Live.Policy.Generation, asked.Candidate.Policy.Generation, liveRoute, candidateRoute)))
        {
            Log.CandidateDiffers(
                _logger, asked.DecisionId, change.Kind, change.What, DecisionChange.Words(live), liveRoute ?? "none", live.Position?.ToString() ?? "none",
                DecisionChange.Words(candidate), candidateRoute ?? "none", candidate.Position?.ToString() ?? "none");
        }
    }
}
