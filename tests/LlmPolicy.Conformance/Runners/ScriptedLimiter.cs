using System.Collections.Concurrent;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>A rate limit service that answers each case as the recording's did, and keeps what it was asked. A group's cases come one after another.</summary>
internal sealed class ScriptedLimiter : IRateLimitService
{
    private readonly ConcurrentQueue<RateLimitRequest> _asked = new();
    private volatile LimiterScript _script = new();

    /// <summary>What it was asked since the case began.</summary>
    public IReadOnlyList<RateLimitRequest> Asked => [.. _asked];

    public void Begin(SuiteCase recorded)
    {
        _script = recorded.Request.Limiter ?? new LimiterScript();
        _asked.Clear();
    }

    public async ValueTask<RateLimitResponse?> LimitAsync(RateLimitRequest request, CancellationToken cancellationToken)
    {
        _asked.Enqueue(request);
        LimiterScript script = _script;
        if (script.Answer == "slow")
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return script.Answer == "error" ? null : new RateLimitResponse(script.Answer == "over")
        {
            ResponseHeaders = Fields(script.Headers),
            RequestHeaders = Fields(script.RequestHeaders),
            Body = script.Body ?? "",
        };
    }

    private static HeaderField[] Fields(IReadOnlyList<IReadOnlyList<string>>? headers) => [.. (headers ?? []).Select(header => new HeaderField(header[0], header[1]))];
}
