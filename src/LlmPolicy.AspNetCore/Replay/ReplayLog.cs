using LlmPolicy.Background;
using LlmPolicy.Candidate;
using LlmPolicy.Guard;
using LlmPolicy.Manifests;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Replay;

/// <summary>Keeps what requests were decided on in a file, where the configuration names one. No request waits for it.</summary>
internal sealed class ReplayLog : IDecisionObserver
{
    private const int Capacity = 1024;

    private readonly CandidatePolicy _candidate;
    private readonly ContentRoot _root;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BackgroundQueue<ReplayEntry> _queue;
    private (CompiledPolicy Live, CompiledPolicy? Candidate, KeptFields Fields)? _kept;
    private string? _problem;

    public ReplayLog(CandidatePolicy candidate, ContentRoot root, TimeProvider time, ILogger<ReplayLog> logger)
    {
        (_candidate, _root, _time, _logger) = (candidate, root, time, logger);
        _queue = new("lines of LlmPolicy:Audit:Replay", Capacity, Write);
    }

    /// <summary>What waits to be written.</summary>
    public BackgroundQueue<ReplayEntry> Queue => _queue;

    public void Settled(ILlmPolicyFeature decided)
    {
        if (decided.Generation.Options.Audit.Replay is not null && decided is PolicyState state)
        {
            var decision = state.OnTarget;
            _queue.Add(new ReplayEntry(
                state.DecisionId, _time.GetUtcNow(), state.Generation, state.Request, decision.IsAllowed, decision.Reason, decision.Callers, decision.ExtAuthCaller?.Secret,
                state.Facts.Body is null ? null : decision.Models));
        }
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
    }

    private void Write(ReplayEntry entry)
    {
        var options = entry.Generation.Options.Audit;
        try
        {
            ReplayFile.Append(Path.Combine(_root.Path, options.Replay!), entry.ToRecord(KeptBy(entry.Generation.Policy)).ToJson(), options.ReplayMaxBytes);
            _problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e.Message);
            throw;
        }
    }

    /// <summary>What the policy reads, and the candidate if there is one.</summary>
    private KeptFields KeptBy(CompiledPolicy live)
    {
        var candidate = _candidate.Current?.Policy;
        if (_kept is not { } kept || kept.Live != live || kept.Candidate != candidate)
        {
            _kept = kept = (live, candidate, new KeptFields(candidate is null ? [live] : [live, candidate]));
        }

        return kept.Fields;
    }

    private void Report(string problem)
    {
        if (_problem != problem)
        {
            _problem = problem;
            Log.ReplayFailed(_logger, problem);
        }
    }
}
