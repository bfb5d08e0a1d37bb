namespace LlmPolicy.RateLimits;

/// <summary>A bucket that is full at first and fills little by little, as Envoy's does. Exact: it counts in parts of a token, of which each tick of 100 ns brings a whole number.</summary>
internal sealed class TokenBucket
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly uint _partsOfTick;
    private readonly Int128 _partsOfToken;
    private readonly Int128 _most;
    private readonly Lock _lock = new();
    private Int128 _parts;
    private long _filledAt;
    private bool _isRetired;

    public TokenBucket(LocalRateLimit limit, TimeProvider time)
    {
        (_time, _origin) = (time, time.GetTimestamp());
        (_partsOfTick, _partsOfToken) = (limit.TokensPerFill, limit.FillInterval.Ticks);
        _parts = _most = limit.MaxTokens * _partsOfToken;
    }

    /// <summary>Takes a token.</summary>
    /// <param name="timestamp">The time.</param>
    /// <returns>Whether there was one; null where another bucket has taken this one's place.</returns>
    public bool? TryTake(long timestamp)
    {
        lock (_lock)
        {
            if (_isRetired)
            {
                return null;
            }

            Fill(timestamp);
            if (_parts < _partsOfToken)
            {
                return false;
            }

            _parts -= _partsOfToken;
            return true;
        }
    }

    /// <summary>Gives its place up if it is full.</summary>
    public bool TryRetire(long timestamp)
    {
        lock (_lock)
        {
            Fill(timestamp);
            return _isRetired = _parts == _most;
        }
    }

    private void Fill(long timestamp)
    {
        long now = _time.GetElapsedTime(_origin, timestamp).Ticks;
        if (now > _filledAt)
        {
            _parts = Int128.Min(_most, _parts + ((Int128)(now - _filledAt) * _partsOfTick));
            _filledAt = now;
        }
    }
}
