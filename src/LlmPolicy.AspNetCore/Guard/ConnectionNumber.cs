using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Guard;

/// <summary>A number for each connection, counted from 1 in the order of their first requests; 0 where the server has no connections.</summary>
internal static class ConnectionNumber
{
    // Requests of one connection come side by side over HTTP/2; of a number that is there none waits for another.
    private static readonly ConditionalWeakTable<object, StrongBox<long>> Numbers = [];
    private static long _last;

    public static long Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items is { } connection ? Numbers.GetValue(connection, static _ => new(Interlocked.Increment(ref _last))).Value : 0;
}
