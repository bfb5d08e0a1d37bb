using System.Collections.Concurrent;

namespace LlmPolicy.Jwt.Keys;

/// <summary>The BCL's key objects are not promised to be thread-safe, and dear to make: one is lent to each caller.</summary>
internal sealed class CryptoPool<T>(Func<T> create)
    where T : class
{
    private readonly ConcurrentBag<T> _idle = [];

    public T Rent() => _idle.TryTake(out var idle) ? idle : create();

    public void Return(T key) => _idle.Add(key);
}
