namespace LlmPolicy.Outgoing;

/// <summary>
/// A call that a chat client has reserved for and is about to make. If an HttpClient of the same route sends it, that one decides on what is really sent, and reserves for it: what was
/// reserved before is given back, and the call counts once.
/// </summary>
internal sealed class PendingCall(string route, Func<Task> giveBack, RenamedModel? renamed)
{
    private static readonly AsyncLocal<PendingCall?> Flowing = new();

    private int _isTaken;

    /// <summary>Whether a client below has taken the call over.</summary>
    public bool IsTaken => Volatile.Read(ref _isTaken) != 0;

    /// <summary>The call that is under way in this flow of execution, for its route; null if there is none, or it was taken before.</summary>
    public static PendingCall? Take(string route) => Flowing.Value is { } pending && pending.IsFor(route) && Interlocked.Exchange(ref pending._isTaken, 1) == 0 ? pending : null;

    /// <summary>Lets clients below see the call from now on, in this flow of execution.</summary>
    public void Enter() => Flowing.Value = this;

    /// <summary>The model that was put in another's place; null where none was.</summary>
    public RenamedModel? Renamed => renamed;

    public Task GiveBackAsync() => giveBack();

    private bool IsFor(string other) => route == other;
}
