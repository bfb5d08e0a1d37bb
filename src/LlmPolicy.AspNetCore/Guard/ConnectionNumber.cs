using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Guard;

/// <summary>A number for each connection, counted from 1 in the order of their first requests; 0 where the server has no connections.</summary>
internal static class ConnectionNumber
{
    private static readonly object Key = new();
    private static long _last;

    public static long Of(HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
        {
            return 0;
        }

        // Requests of one connection come side by side over HTTP/2.
        lock (items)
        {
            if (items.TryGetValue(Key, out object? number))
            {
                return (long)number!;
            }

            long next = Interlocked.Increment(ref _last);
            items[Key] = next;
            return next;
        }
    }
}
