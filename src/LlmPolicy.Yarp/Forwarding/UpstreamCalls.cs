using System.Runtime.CompilerServices;
using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Http;
using Polly;
using Polly.Retry;

namespace LlmPolicy.Gateway;

/// <summary>Sends requests upstream within the bounds of their routes, and again where <c>retries</c> say so.</summary>
internal sealed class UpstreamCalls(UpstreamAssignment assignment, TimeProvider time)
{
    private readonly ConditionalWeakTable<RetryPolicy, ResiliencePipeline<Attempt>> _pipelines = [];

    /// <summary>Sends, and tells what came of the last try.</summary>
    public Task<Attempt> SendAsync(HttpContext context, RequestDelegate next, ILlmPolicyFeature decided, Forwarding forwarding)
    {
        ConnectUpgrade.Apply(context);
        RequestBody body = RequestBody.Of(context);
        body.Watch();
        return forwarding is { MaxStreamDuration: null, Timeout: null, Retries: null }
            ? new UpstreamCall(context, next, assignment, decided, forwarding, body, time).TryAsync()
            : SendWithinBoundsAsync(context, next, decided, forwarding, body);
    }

    private async Task<Attempt> SendWithinBoundsAsync(HttpContext context, RequestDelegate next, ILlmPolicyFeature decided, Forwarding forwarding, RequestBody body)
    {
        using TimeBound? stream = TimeBound.Of(forwarding.MaxStreamDuration, context, time);
        // To Envoy the one stands in place of the other, longer or shorter.
        using TimeBound? response = forwarding.MaxStreamDuration is null ? TimeBound.Of(forwarding.Timeout, context, time) : null;
        stream?.Start();
        if (response is not null)
        {
            body.AtEnd(response.Start);
        }

        UpstreamCall call = new(context, next, assignment, decided, forwarding, body, time);
        Attempt last = forwarding.Retries is { } retries
            ? await SendAsync(call, retries, context.RequestAborted).ConfigureAwait(false)
            : await call.TryAsync().ConfigureAwait(false);
        return stream is { Expired: true } ? call.InPlace(Withheld.Unavailable(ForwardingFailure.StreamTimeout(body)))
            : response is { Expired: true } ? call.InPlace(Withheld.Unavailable(ForwardingFailure.RequestTimeout))
            : last;
    }

    private async Task<Attempt> SendAsync(UpstreamCall call, RetryPolicy retries, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipelines.GetValue(retries, Build)
                .ExecuteAsync(static async (call, _) => await call.TryAsync().ConfigureAwait(false), call, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Between two tries: a bound was reached, or the client is gone.
            return call.Abandoned();
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
