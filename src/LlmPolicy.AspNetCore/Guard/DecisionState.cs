using System.Diagnostics;
using LlmPolicy.Budgets;
using LlmPolicy.Metering;

namespace LlmPolicy.Guard;

/// <summary>
/// The decision on a request and what has become of it, whoever carries it out: of a request to this server, or of one that the app makes. It alone writes the decision; once that
/// is settled, nobody does.
/// </summary>
internal abstract class DecisionState(PolicyRequest request, PolicyGeneration generation, PolicyDecision decision, PolicyFacts facts, long began, DecisionObservers observers) : ILlmPolicyFeature
{
    private string? _decisionId;
    private bool _isSettled;
    private bool _isCompleted;

    public PolicyRequest Request { get; } = request;

    /// <summary>When it was first asked what to do with it.</summary>
    public long Began { get; } = began;

    /// <summary>How long ago that was.</summary>
    public TimeSpan Elapsed => observers.Time.GetElapsedTime(Began);

    public PolicyGeneration Generation { get; } = generation;

    public PolicyDecision Decision { get; private set; } = decision;

    /// <summary>What was known when it was decided; with more, two readings of a path could differ by time alone.</summary>
    public PolicyFacts Facts { get; } = facts;

    /// <summary>
    /// In the form of a trace id: 32 hex digits. Unlike a Guid's they cost no call into the system, and nobody has to guess them. Drawn by whoever asks first: who explains the
    /// decision behind the request's back may be as early as the request.
    /// </summary>
    public string DecisionId => _decisionId ?? Interlocked.CompareExchange(ref _decisionId, ActivityTraceId.CreateRandom().ToHexString(), null) ?? _decisionId;

    /// <summary>What is reserved for the request; null where no budget counts it.</summary>
    public BudgetHold? Hold { get; set; }

    /// <summary>What meters the answer; null where no rule asks for it.</summary>
    public UsageMeter? Meter { get; protected set; }

    /// <summary>Whether the answer that had begun was broken off, and not by whoever asked.</summary>
    protected bool IsBroken { get; set; }

    /// <summary>Puts a decision in the place of the present one. What is settled stays: the client has it.</summary>
    public void Replace(PolicyDecision decision)
    {
        if (!_isSettled)
        {
            Decision = decision;
        }
    }

    /// <summary>The decision is final.</summary>
    public void Settle()
    {
        if (!_isSettled)
        {
            _isSettled = true;
            observers.Settled(this);
        }
    }

    /// <summary>
    /// What the answer used, which is over; null where nothing is metered. Who has not seen its end, and does not know that it broke, had a client that left: Kestrel may not have
    /// said so yet.
    /// </summary>
    public LlmUsage? EndUsage() => Meter?.Settle(IsBroken ? LlmAnswerEnd.UpstreamBroke : LlmAnswerEnd.ClientLeft);

    /// <summary>The request is over.</summary>
    protected void Complete(int statusCode, RequestEnding ending)
    {
        if (_isCompleted)
        {
            return;
        }

        Settle();
        _isCompleted = true;
        observers.Completed(this, new RequestCompletion
        {
            StatusCode = statusCode,
            Ending = IsBroken ? RequestEnding.Broken : ending,
            Duration = Elapsed,
            Usage = EndUsage(),
        });
    }
}
