namespace LlmPolicy.Outgoing;

/// <summary>
/// A chat that was admitted and is under way in a flow of execution. An HttpClient of the same route that carries it decides on what is really sent, and reserves for that: what was
/// reserved for the chat is given back, and it counts once. Other calls in the same flow are nothing to it.
/// </summary>
/// <param name="route">The chat's route.</param>
/// <param name="address">Where it was decided that it goes.</param>
/// <param name="model">The model that it asks for; null where it names none.</param>
/// <param name="renamed">The model that was put in that one's place; null where none was.</param>
/// <param name="state">Its decision.</param>
/// <param name="decisions">What decided.</param>
internal sealed class PendingCall(string route, Uri address, string? model, RenamedModel? renamed, OutgoingState state, OutgoingDecisions decisions)
{
    private static readonly AsyncLocal<PendingCall?> Flowing = new();

    private int _isTaken;
    private int _isCountTaken;
    private volatile bool _isAnswered;

    /// <summary>Whether a call that carries the chat has been admitted, and is recorded in its place.</summary>
    public bool IsTaken => Volatile.Read(ref _isTaken) != 0;

    /// <summary>Whether such a call was answered, by what the chat asked for: it is metered and charged there.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>Whether the chat was counted by limits, and no call has made use of that.</summary>
    public bool IsCounted => Volatile.Read(ref _isCountTaken) == 0 && !state.Facts.RateLimits.IsEmpty;

    /// <summary>The model that was put in another's place, here or by a chat client above; null where none was.</summary>
    public RenamedModel? Renamed { get; } = renamed ?? state.Carries?.Renamed;

    /// <summary>The chat that is under way in this flow of execution, for its route; null if there is none.</summary>
    public static PendingCall? Of(string route) => Flowing.Value is { } pending && pending.IsFor(route) ? pending : null;

    /// <summary>Lets clients below see the chat from now on, in this flow of execution.</summary>
    public void Enter() => Flowing.Value = this;

    /// <summary>Whether a call is this chat on its way: to the same address, and for the same model, or none where the address alone says it.</summary>
    /// <param name="message">The call.</param>
    /// <param name="content">Its body, as the app asked for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<bool> IsCarriedByAsync(HttpRequestMessage message, HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null || message.Method != HttpMethod.Post || PathOf(message.RequestUri!) != PathOf(address))
        {
            return false;
        }

        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        byte[] body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return BodyModel.Find(body) is not { } found || model is null || found.Name == (Renamed?.Asked ?? model);
    }

    /// <summary>What limits said of the chat, for one call that carries it: of many at once all but the first are counted by themselves.</summary>
    public RateLimitAnswers TakeRateLimits() => Interlocked.Exchange(ref _isCountTaken, 1) == 0 ? state.Facts.RateLimits : RateLimitAnswers.None;

    /// <summary>A call that carries the chat is admitted, and about to reserve. What was reserved for the chat is given back, once.</summary>
    public Task TakeAsync() => Interlocked.Exchange(ref _isTaken, 1) == 0 ? decisions.GiveBackAsync(state) : Task.CompletedTask;

    /// <summary>The chat was answered.</summary>
    public void Answer()
    {
        _isAnswered = true;
        state.Carries?.Answer();
    }

    private bool IsFor(string other) => route == other;

    private static string PathOf(Uri uri) => uri.GetLeftPart(UriPartial.Path);
}
