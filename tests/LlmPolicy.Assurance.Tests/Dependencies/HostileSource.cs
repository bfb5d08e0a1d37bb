using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What a source of secrets may do in place of an answer that can be sent.</summary>
internal enum SourceFault
{
    /// <summary>Never answers, and does not look at the token.</summary>
    Hangs,

    /// <summary>Never gives its thread back.</summary>
    Blocks,

    Throws,

    ThrowsLater,

    /// <summary>Throws what a cancelled call throws.</summary>
    Cancels,

    KnowsNothing,

    HasNoHeaders,

    HasAnEmptyValue,

    BreaksTheLine,

    HasOddNames,

    HasExpired,
}

/// <summary>A source of the app's own that has one fault, and counts how often it is asked.</summary>
internal sealed class HostileSource : ISecretSource, IDisposable
{
    private readonly SourceFault _fault;
    private readonly ManualResetEventSlim _over = new();
    private readonly Signals _signals = new();
    private int _questions;
    private volatile bool _isSound;

    public HostileSource(SourceFault fault)
    {
        _fault = fault;
        // A thread that is blocked is replaced by the pool half a second later, unless it may have more at once.
        ThreadPool.GetMinThreads(out int threads, out int ports);
        ThreadPool.SetMinThreads(Math.Max(threads, 24), ports);
    }

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Whether time alone ends a question.</summary>
    public bool Hangs => _fault is SourceFault.Hangs or SourceFault.Blocks;

    /// <summary>A service whose routes <c>/0</c>, <c>/1</c> and so on each need a secret that nobody else has; <c>/open</c> needs none.</summary>
    /// <param name="first">A route in front of them.</param>
    /// <param name="routes">How many need one.</param>
    public static string Service(string first, int routes) => Policies.Service(
        "plain", "{}", [first, .. Enumerable.Range(0, routes).Select(i => Policies.Route($"/{i}", secret: $"key-{i}")), GatewayManifests.Route("/open")]);

    /// <summary>Has it answer from now on, with a header that can be sent; threads that it holds come back.</summary>
    public void Recover()
    {
        _isSound = true;
        _over.Set();
    }

    /// <summary>Waits until it was asked so often.</summary>
    public Task AskedAsync(int count) => _signals.UntilAsync(() => Questions >= count);

    public async ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        _signals.Tell();
        if (_isSound)
        {
            return Secret(("authorization", "Bearer c4nary-sound"));
        }

        switch (_fault)
        {
            case SourceFault.Hangs:
                await new TaskCompletionSource().Task;
                break;
            case SourceFault.Blocks:
                _over.Wait(CancellationToken.None);
                break;
            case SourceFault.Throws:
                throw new InvalidOperationException("The vault holds c4nary.");
            case SourceFault.ThrowsLater:
                await Task.Yield();
                throw new IOException("The vault holds c4nary.", new InvalidOperationException("c4nary"));
            case SourceFault.Cancels:
                throw new OperationCanceledException("c4nary");
        }

        return _fault switch
        {
            SourceFault.HasNoHeaders => Secret(),
            SourceFault.HasAnEmptyValue => Secret(("authorization", "")),
            SourceFault.BreaksTheLine => Secret(("authorization", "c4nary\r\nx-admin: c4nary")),
            SourceFault.HasOddNames => Secret(("odd name:", "c4nary"), ("authorization", "Bearer c4nary")),
            SourceFault.HasExpired => Secret(("authorization", "c4nary")) with { ExpiresAt = DateTimeOffset.UnixEpoch },
            _ => null,
        };
    }

    public void Dispose() => _over.Set();

    private static HeaderSecret Secret(params (string Name, string Value)[] headers) => new(headers.ToDictionary(header => header.Name, header => new SecretValue(header.Value)));
}
