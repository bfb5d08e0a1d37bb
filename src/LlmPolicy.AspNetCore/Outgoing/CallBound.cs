namespace LlmPolicy.Outgoing;

/// <summary>How long a call may take, its answer's body included; it begins when the call is sent.</summary>
internal sealed class CallBound : IDisposable
{
    public const string Words = "The time that the route gives a call is over.";

    /// <summary>What timers can wait for. A bound beyond it is none.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly CancellationTokenSource? _limit;
    private readonly CancellationTokenSource? _either;
    private readonly CancellationToken _over;

    public CallBound(TimeSpan? time, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_time, _began, Token) = (clock, clock.GetTimestamp(), cancellationToken);
        if (time is { } bound && bound <= Longest)
        {
            _limit = new CancellationTokenSource(bound, clock);
            _over = _limit.Token;
            _either = CancellationTokenSource.CreateLinkedTokenSource(_over, cancellationToken);
            Token = _either.Token;
        }
    }

    /// <summary>Cancelled when the time is over, or by the app.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    public TimeSpan Elapsed => _time.GetElapsedTime(_began);

    /// <summary>What is cancelled when the time is over, or with a token; null where no time bounds the call.</summary>
    public CancellationTokenSource? With(CancellationToken cancellationToken) =>
        _limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(_over, cancellationToken);

    public void Dispose()
    {
        _either?.Dispose();
        _limit?.Dispose();
    }
}
