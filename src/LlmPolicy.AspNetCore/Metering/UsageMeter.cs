using LlmPolicy.Bodies;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Metering;

/// <summary>Reads what an answer used while it passes to whoever asked, in any host.</summary>
/// <param name="metering">What the policy asks for.</param>
/// <param name="estimator">Counts text that no report covers; null: bytes are counted.</param>
/// <param name="times">Takes the answer's times. None: nobody wants to know.</param>
internal sealed class UsageMeter(UsageMetering metering, ILlmTokenEstimator? estimator, AnswerTimes? times = null) : ILlmUsageFeature, IResponseBodyObserver
{
    private LlmUsageReader? _reader;
    private HttpResponse? _response;
    private UpstreamAnswer? _head;
    private LlmUsage? _read;
    private LlmUsage? _told;
    private bool _isWatching;
    private bool _isSettled;

    public LlmUsage? Usage => _told ?? _read;

    /// <summary>What the policy asks for.</summary>
    public UsageMetering Metering => metering;

    /// <summary>The answer's times; null where nobody wants to know.</summary>
    public AnswerTimes? Times => times;

    public void Report(LlmUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        if (!_isSettled)
        {
            _told = usage;
        }
    }

    /// <summary>Reads an answer whose bytes are shown to it from now on.</summary>
    public void Begin(UpstreamAnswer answer) => _reader ??= new LlmUsageReader(answer, estimator);

    /// <summary>Reads what the app's endpoint will answer, whose head is known when it begins, or its first bytes come.</summary>
    public void Watch(HttpContext context)
    {
        if (_isWatching)
        {
            return;
        }

        _isWatching = true;
        _response = context.Response;
        ResponseBody.Observe(context, this);
        if (metering.IsAskedFor)
        {
            ResponseBody.Filter(context, new AddedUsageFilter(() => AddedUsageFilter.IsFor(context.Response)));
        }
    }

    /// <summary>Reads an upstream's answer, whose head is this, and stands for the client already.</summary>
    public void Watch(HttpContext context, UpstreamAnswer answer)
    {
        Begin(answer);
        if (_isWatching)
        {
            return;
        }

        _isWatching = true;
        ResponseBody.Observe(context, this);
        if (metering.IsAskedFor && AddedUsageFilter.IsFor(context.Response))
        {
            ResponseBody.Filter(context, new AddedUsageFilter(static () => true));
        }
    }

    public void OnStart() => _head ??= _response is null ? null : Head(_response);

    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        times?.OnBytes();
        if (_read is null)
        {
            Reader.Read(bytes);
        }
    }

    public void OnEnd()
    {
        times?.OnEnd();
        _read ??= Reader.CompleteOrEstimate(LlmAnswerEnd.Whole);
    }

    /// <summary>There is no more of the answer; what is written from now on is another one.</summary>
    public void End(LlmAnswerEnd end)
    {
        times?.OnEnd();
        _read ??= _reader?.CompleteOrEstimate(end);
    }

    /// <summary>The last word.</summary>
    public LlmUsage? Settle(LlmAnswerEnd end)
    {
        End(end);
        _isSettled = true;
        return Usage;
    }

    private LlmUsageReader Reader => _reader ??= new LlmUsageReader(_head ?? Head(_response!), estimator);

    private static UpstreamAnswer Head(HttpResponse response) =>
        new(response.StatusCode, [.. from header in response.Headers from value in header.Value select new HeaderField(header.Key, value ?? "")]);
}
