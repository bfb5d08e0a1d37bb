using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>One request's way upstream, try by try. Each is made anew of the same decision: the same Upstream, its key asked for again.</summary>
internal sealed class UpstreamCall : IDisposable
{
    private readonly HttpContext _context;
    private readonly RequestDelegate _next;
    private readonly UpstreamAssignment _assignment;
    private readonly ILlmPolicyFeature _decided;
    private readonly Forwarding _forwarding;
    private readonly RequestEnd _end;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, StringValues>[] _responseHeaders = [];
    private readonly Stream? _clientBody;
    private readonly ReplayableBody? _body;
    private TimeBound? _tryBound;
    private bool _putAside;
    private int _tries;

    public UpstreamCall(
        HttpContext context, RequestDelegate next, UpstreamAssignment assignment, ILlmPolicyFeature decided, Forwarding forwarding, RequestEnd end, TimeProvider time)
    {
        (_context, _next, _assignment, _decided, _forwarding, _end, _time) = (context, next, assignment, decided, forwarding, end, time);
        if (forwarding.Retries is not null)
        {
            _responseHeaders = [.. context.Response.Headers];
            _clientBody = context.Request.Body;
            context.Request.Body = _body = new ReplayableBody(_clientBody);
        }
    }

    public async Task<Attempt> TryAsync()
    {
        if (_tries++ > 0)
        {
            StartOver();
        }

        RetryPolicy? retries = _forwarding.Retries;
        using TimeBound? bound = _tryBound = TimeBound.Of(retries?.PerTryTimeout, _context, _time);
        if (bound is not null)
        {
            _end.Then(bound.Start);
        }

        _putAside = false;
        if (_assignment.TryAssign(_context, _decided, _forwarding, _end, retries is null ? null : PutAside) is not { } transformer)
        {
            return new Attempt(Withheld.Upstream, false);
        }

        await _next(_context).ConfigureAwait(false);
        return _putAside ? Attempt.PutAside : Describe(transformer, bound);
    }

    public void Dispose()
    {
        if (_body is not null)
        {
            _context.Request.Body = _clientBody!;
            _body.Dispose();
        }
    }

    private bool PutAside(HttpResponseMessage response)
    {
        _tryBound?.Stop();
        return _putAside = _end.Reached && CanTryAgain && _forwarding.Retries!.AppliesToResponse((int)response.StatusCode, [.. IncomingHeaders.Read(response)]);
    }

    private Attempt Describe(PolicyTransformer transformer, TimeBound? bound)
    {
        ForwardingFailure? failure = bound is { Expired: true } ? ForwardingFailure.TryTimeout
            : transformer.IsAnswerBroken ? ForwardingFailure.ProtocolError
            : _context.Features.Get<IForwarderErrorFeature>() is { } reported ? ForwardingFailure.Describe(reported, _end)
            : null;
        return transformer.Withheld is { } withheld ? new Attempt(withheld, false)
            : failure is null ? Attempt.Answered
            : new Attempt(
                Withheld.Unavailable(_tries > 1 ? failure.Retried() : failure),
                CanTryAgain && failure.Reset is { } reset && _forwarding.Retries!.AppliesToReset(reset));
    }

    private bool CanTryAgain =>
        _forwarding.Retries is { } retries && _tries <= retries.Limit && _body!.CanReplay && !_context.Response.HasStarted;

    private void StartOver()
    {
        _context.Features.Set<IForwarderErrorFeature>(null);
        _context.Response.Clear();
        foreach ((string name, StringValues values) in _responseHeaders)
        {
            _context.Response.Headers[name] = values;
        }

        _body!.Rewind();
    }
}
