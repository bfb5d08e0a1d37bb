using System.Collections.Concurrent;

namespace LlmPolicy.RateLimits;

/// <summary>The buckets of <c>localRatelimit</c>: the process's own, and the same ones after a reload that changes nothing of them.</summary>
internal sealed class LocalBuckets(TimeProvider time)
{
    /// <summary>More buckets than this are looked through for those that are as good as new.</summary>
    private const int Many = 1024;

    private readonly ConcurrentDictionary<LocalRateLimit, TokenBucket> _buckets = new();

    /// <summary>How many there are.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes a token of a bucket.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(LocalRateLimit limit)
    {
        while (true)
        {
            if (BucketOf(limit).TryTake(time.GetTimestamp()) is { } taken)
            {
                return taken;
            }
        }
    }

    private TokenBucket BucketOf(LocalRateLimit limit)
    {
        if (_buckets.TryGetValue(limit, out var known))
        {
            return known;
        }

        if (_buckets.Count >= Many)
        {
            RemoveFull();
        }

        return _buckets.GetOrAdd(limit, static (limit, time) => new TokenBucket(limit, time), time);
    }

    /// <summary>Manifests may name others over and over; a bucket that is full is as good as a new one.</summary>
    private void RemoveFull()
    {
        foreach (var (limit, bucket) in _buckets)
        {
            if (bucket.TryRetire(time.GetTimestamp()))
            {
                _buckets.TryRemove(limit, out _);
            }
        }
    }
}
