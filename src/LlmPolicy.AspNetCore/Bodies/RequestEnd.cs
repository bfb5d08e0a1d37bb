namespace LlmPolicy.Bodies;

/// <summary>The moment when a request has been read to its end.</summary>
internal sealed class RequestEnd
{
    private static readonly Action Past = () => { };

    private Action? _then;

    public bool IsReached => Volatile.Read(ref _then) == Past;

    /// <summary>Does something at the end; at once if it is past.</summary>
    public void Then(Action action)
    {
        for (var then = Volatile.Read(ref _then); then != Past; then = Volatile.Read(ref _then))
        {
            if (Interlocked.CompareExchange(ref _then, then + action, then) == then)
            {
                return;
            }
        }

        action();
    }

    /// <summary>The end is reached; to be told once or more.</summary>
    public void Reach() => Interlocked.Exchange(ref _then, Past)?.Invoke();
}
