using LlmPolicy.Status;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Keys;

/// <summary>
/// The keys of one <c>jwks.remote</c>, kept fresh: one fetch at a time, at most one a second, and the last good answer for a day while
/// the server gives none.
/// </summary>
internal sealed class RemoteKeySource(RemoteJwks jwks, IKeyServer server, CompiledPolicy policy, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastKnownGood = TimeSpan.FromHours(24);

    /// <summary>Long before the last good answer is too old; and what a timer can count.</summary>
    private static readonly TimeSpan LongestCache = LastKnownGood / 2;

    /// <summary>Envoy's <c>async_fetch</c> renews that long before the end.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile KeyDocument? _document;
    private Task? _fetch;

    /// <summary>When the last fetch that has ended began.</summary>
    private long? _begun;

    /// <summary>When a fetch last failed.</summary>
    private long _failed;
    private long? _warned;
    private int _failures;
    private string? _problem;
    private long _fetches;
    private long _missed;

    public RemoteJwks Jwks => jwks;

    /// <inheritdoc cref="IKeyServer.Place"/>
    public string Place => server.Place;

    /// <summary>The keys in force; null before the first good answer, and when the last is a day old.</summary>
    public KeySet? Keys => _document is { } document && time.GetElapsedTime(document.Fetched) < LastKnownGood ? document.Keys : null;

    /// <summary>How it stands.</summary>
    public KeySetStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new KeySetStatus(jwks, Keys?.Count, _document is { } document ? time.GetElapsedTime(document.Fetched) : null, _problem, _fetches, _missed);
            }
        }
    }

    /// <summary>Goes on with what another generation fetched from the same place.</summary>
    public void Adopt(RemoteKeySource former)
    {
        lock (_gate)
        {
            var status = former.Status;
            (_fetches, _missed) = (_fetches + status.Fetches, _missed + status.Failures);
            if (former._document is { } document && policy.ReadKeys(document.Bytes, out _) is { } keys)
            {
                _document ??= document with { Keys = keys };
            }
        }
    }

    /// <summary>
    /// Waits for the fetch under way, or a new one. False: nothing newer than <paramref name="asked"/> is to be had; a fetch that began
    /// since then has ended, or one has just failed.
    /// </summary>
    public async Task<bool> WaitAsync(long asked, CancellationToken cancellationToken)
    {
        if (Join(asked) is not { } fetch)
        {
            return false;
        }

        await fetch.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    /// <summary>Fetches now, and again whenever it is time to, until stopped.</summary>
    public async Task KeepFreshAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WaitAsync(time.GetTimestamp(), stop).ConfigureAwait(false);
            await Task.Delay(UntilNext(), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task? Join(long asked)
    {
        lock (_gate)
        {
            if (_begun >= asked)
            {
                return null;
            }

            bool failedJustNow = _failures > 0 && time.GetElapsedTime(_failed) < Pause;
            return _fetch ?? (failedJustNow ? null : _fetch = Task.Run(FetchAsync));
        }
    }

    private async Task FetchAsync()
    {
        if (_begun is { } last && Pause - time.GetElapsedTime(last) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time).ConfigureAwait(false);
        }

        long begun = time.GetTimestamp();
        try
        {
            var fetched = await server.FetchAsync().ConfigureAwait(false);
            if (fetched.Document is not { } document)
            {
                Miss(fetched.Problem!);
            }
            else if (policy.ReadKeys(document, out string? problem) is { } keys)
            {
                Take(new KeyDocument(document, keys, time.GetTimestamp()));
            }
            else
            {
                Miss($"it sent no usable key: {problem}");
            }
        }
        finally
        {
            // Whatever happens: who waits for a fetch that never ends waits for good.
            lock (_gate)
            {
                (_begun, _fetch) = (begun, null);
            }
        }
    }

    private void Take(KeyDocument document)
    {
        bool isNews = _document is not { } former || !former.Bytes.AsSpan().SequenceEqual(document.Bytes) || _warned is not null;
        lock (_gate)
        {
            (_document, _failures, _warned, _problem, _fetches) = (document, 0, null, null, _fetches + 1);
        }

        if (isNews)
        {
            Log.KeysFetched(logger, jwks.Position, document.Keys.Count, document.Keys.LeftOut);
        }
    }

    private void Miss(string problem)
    {
        lock (_gate)
        {
            (_failed, _failures, _problem, _fetches, _missed) = (time.GetTimestamp(), _failures + 1, problem, _fetches + 1, _missed + 1);
        }

        if (_warned is null || time.GetElapsedTime(_warned.Value) >= LongestRetry)
        {
            _warned = _failed;
            Log.KeysUnavailable(logger, jwks.Position, problem, Keys is null ? "its tokens are refused" : "the last good keys stay, for a day at most");
        }
    }

    private TimeSpan UntilNext()
    {
        int failures = Volatile.Read(ref _failures);
        if (failures > 0)
        {
            double seconds = Math.Min(Math.Pow(2, Math.Min(failures, 16) - 1), LongestRetry.TotalSeconds);
            // Spread, so that a fleet does not come back as one.
            return TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
        }

        var good = jwks.CacheDuration < LongestCache ? jwks.CacheDuration : LongestCache;
        var early = good > 2 * Early ? good - Early : good / 2;
        return early > Pause ? early : Pause;
    }
}
