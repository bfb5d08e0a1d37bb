using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Polly;
using Polly.Retry;
using Yarp.ReverseProxy;

namespace LlmPolicy.Gateway;

/// <summary>Sends requests upstream within the bounds of their routes, and again where <c>retries</c> say so.</summary>
internal sealed class UpstreamCalls(SecretResolver secrets, ClusterCatalog catalog, IProxyStateLookup proxy, TimeProvider time)
{
    private readonly ConditionalWeakTable<RetryPolicy, ResiliencePipeline<Attempt>> _pipelines = [];

    /// <summary>Sends; returns the answer where the upstream gave none.</summary>
    public async Task<Withheld?> SendAsync(HttpContext context, RequestDelegate next, PolicyGeneration generation, Forwarding forwarding)
    {
        RequestEnd end = RequestEnd.Watch(context);
        using TimeBound? stream = TimeBound.Of(forwarding.MaxStreamDuration, context, time);
        using TimeBound? response = TimeBound.Of(forwarding.Timeout, context, time);
        stream?.Start();
        if (response is not null)
        {
            end.Then(response.Start);
        }

        UpstreamAssignment assignment = new(forwarding, generation, secrets, catalog, proxy);
        using UpstreamCall call = new(context, next, assignment, end, time);
        Withheld? withheld = forwarding.Retries is { } retries
            ? await SendAsync(call, retries, context.RequestAborted).ConfigureAwait(false)
            : (await call.TryAsync().ConfigureAwait(false)).Withheld;
        return stream is { Expired: true } ? Withheld.Unavailable(ForwardingFailure.StreamTimeout(end))
            : response is { Expired: true } ? Withheld.Unavailable(ForwardingFailure.RequestTimeout)
            : withheld;
    }

    private async Task<Withheld?> SendAsync(UpstreamCall call, RetryPolicy retries, CancellationToken cancellationToken)
    {
        try
        {
            Attempt last = await _pipelines.GetValue(retries, Build)
                .ExecuteAsync(static async (call, _) => await call.TryAsync().ConfigureAwait(false), call, cancellationToken).ConfigureAwait(false);
            return last.Withheld;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Between two tries: a bound was reached, or the client is gone.
            return null;
        }
    }

    private ResiliencePipeline<Attempt> Build(RetryPolicy retries) => new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = retries.Limit,
            ShouldHandle = static tried => ValueTask.FromResult(tried.Outcome.Result is { Again: true }),
            DelayGenerator = tried => ValueTask.FromResult<TimeSpan?>(retries.BackOff(tried.AttemptNumber + 1, Random.Shared.NextDouble())),
        })
        .Build();
}
