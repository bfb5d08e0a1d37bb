using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace LlmPolicy.Gateway;

/// <summary>One request's way upstream, try by try. Each is made anew of the same decision: the same Upstream, its key asked for again.</summary>
internal sealed class UpstreamCall : IHttpResetFeature
{
    private readonly HttpContext _context;
    private readonly RequestDelegate _next;
    private readonly UpstreamAssignment _assignment;
    private readonly ILlmPolicyFeature _decided;
    private readonly Forwarding _forwarding;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly KeyValuePair<string, StringValues>[] _responseHeaders = [];
    private TimeBound? _tryBound;
    private UpstreamExchange? _exchange;
    private bool _putAside;
    private bool _exhausted;
    private bool _mayHaveBeenSent;
    private IHttpResetFeature? _stream;
    private int? _cut;
    private int _tries;
    private long? _sent;
    private long? _answered;
    private bool _isStreaming;

    public UpstreamCall(
        HttpContext context, RequestDelegate next, UpstreamAssignment assignment, ILlmPolicyFeature decided, Forwarding forwarding, RequestBody body, TimeProvider time)
    {
        (_context, _next, _assignment, _decided, _forwarding, Body, _time) = (context, next, assignment, decided, forwarding, body, time);
        _began = forwarding.ChangesResponse ? time.GetTimestamp() : 0;
        if (forwarding.Retries is not null)
        {
            _responseHeaders = [.. context.Response.Headers];
            body.Keep();
        }
    }

    public RequestBody Body { get; }

    /// <summary>Says how a request that is about to be sent goes to its connection.</summary>
    public void Prepare(HttpRequestMessage request)
    {
        _sent ??= _assignment.Metrics.Now();
        bool present = Body.HasArrived();
        if (present)
        {
            UploadHandler.Mark(request);
        }

        RequestBody? upload = present || Body.IsTunnel || Body.IsGiven ? null : Body;
        _exchange = null;
        if (upload is not null || _forwarding.Retries is not null)
        {
            UploadHandler.Watch(request, _exchange = new UpstreamExchange(upload, WaitsForBody));
        }
    }

    public async Task<Attempt> TryAsync()
    {
        if (_tries++ > 0)
        {
            StartOver();
            _assignment.Metrics.Retried(_decided);
        }

        RetryPolicy? retries = _forwarding.Retries;
        using TimeBound? bound = _tryBound = TimeBound.Of(retries?.PerTryTimeout, _context, _time);
        if (bound is not null)
        {
            Body.AtEnd(bound.Start);
        }

        (_putAside, _exhausted) = (false, false);
        if (_assignment.TryAssign(_context, _decided, _forwarding, this) is not { } transformer)
        {
            return InPlace(Withheld.Upstream);
        }

        try
        {
            await _next(_context).ConfigureAwait(false);
        }
        catch (Exception e) when (!_context.Response.HasStarted)
        {
            return _context.RequestAborted.IsCancellationRequested ? Attempt.Answered : Threw(e);
        }
        finally
        {
            EndStream();
        }

        if (_cut is { } code)
        {
            await CutAsync(code).ConfigureAwait(false);
        }
        else if (Body.IsStopped && _context.Response.HasStarted)
        {
            await Body.DrainAsync(_time).ConfigureAwait(false);
        }

        return _putAside ? Attempt.PutAside : await DescribeAsync(transformer, bound).ConfigureAwait(false);
    }

    /// <summary>The upstream's head is there.</summary>
    public void Answered() => _answered = _assignment.Metrics.Now();

    /// <summary>The upstream's head is about to be passed on.</summary>
    public void PassOn() => _assignment.Metrics.PassedOn(_decided, _sent, _answered);

    /// <summary>The body of the upstream's answer begins.</summary>
    public void BeginStream()
    {
        _isStreaming = true;
        _assignment.Metrics.StreamBegins();
    }

    /// <summary>Whether an answer is put aside for another try; to be asked as soon as it is there.</summary>
    public bool PutsAside(HttpResponseMessage response)
    {
        if (_forwarding.Retries is not { } retries)
        {
            return false;
        }

        _tryBound?.Stop();
        bool asked = Body.IsEndReached && _exchange?.HadInterim is not true && retries.AppliesToResponse((int)response.StatusCode, AnswerHeaders.Read(response));
        _mayHaveBeenSent = true;
        return _putAside = asked && CanTryAgain();
    }

    /// <summary>The changes of the headers of the upstream's own answer.</summary>
    /// <param name="response">The upstream's answer.</param>
    /// <param name="mask">What takes secrets out of what they repeat of it; null: nothing is taken out.</param>
    public IReadOnlyList<HeaderChange> Changes(HttpResponseMessage response, SecretMask? mask)
    {
        if (!_forwarding.ChangesResponse)
        {
            return [];
        }

        var headers = AnswerHeaders.Read(response);
        return _forwarding.ResponseHeaders(Facts(new UpstreamAnswer((int)response.StatusCode, mask?.Of(headers) ?? headers)));
    }

    /// <summary>What the client gets in the upstream's place.</summary>
    public Attempt InPlace(Withheld withheld, bool again = false)
    {
        EndConnectionIfUnread();
        _mayHaveBeenSent |= withheld.Failure is { MayHaveBeenSent: true };
        return new Attempt(
            withheld,
            again,
            withheld.Failure is { } failure
                ? _forwarding.Respond(Facts(new UpstreamAnswer(failure.StatusCode, []) { Failure = failure.Kind }), failure.Body)
                : withheld.Response)
        {
            MayHaveBeenSent = _mayHaveBeenSent,
        };
    }

    /// <summary>No further try is made, and nobody waits for an answer.</summary>
    public Attempt Abandoned() => Attempt.Answered with { MayHaveBeenSent = _mayHaveBeenSent };

    /// <summary>Has an answer that breaks off end behind what was sent of it.</summary>
    public void CutWhereBroken()
    {
        if (_context.Features.Get<IHttpResetFeature>() is var stream && stream != this)
        {
            _stream = stream;
            _context.Features.Set<IHttpResetFeature>(this);
        }
    }

    void IHttpResetFeature.Reset(int errorCode) => _cut = errorCode;

    /// <summary>Ends the client's connection with an answer that does not wait for the request's end, as Envoy does.</summary>
    public void EndConnectionIfUnread()
    {
        if (!Body.IsEndReached && !Body.IsTunnel && !_context.Response.HasStarted && HttpProtocol.IsHttp11(_context.Request.Protocol))
        {
            UnreadBody.CloseBehind(_context, isUnsound: false);
        }
    }

    /// <summary>Ends the client's stream, or its connection, behind what was written: both would throw away what is not yet on the wire.</summary>
    private async ValueTask CutAsync(int errorCode)
    {
        PolicyGate.Break(_decided);
        if (_stream is null)
        {
            throw new AnswerCutException();
        }

        await _context.Response.BodyWriter.FlushAsync().ConfigureAwait(false);
        _stream.Reset(errorCode);
    }

    private async ValueTask<Attempt> DescribeAsync(PolicyTransformer transformer, TimeBound? bound)
    {
        ForwardingFailure? failure = bound is { Expired: true } ? ForwardingFailure.TryTimeout
            : transformer.IsAnswerBroken ? ForwardingFailure.ProtocolError
            : _context.Features.Get<IForwarderErrorFeature>() is { } reported ? ForwarderFailures.Describe(reported, _context.Response.StatusCode, Body, _exchange?.HadInterim is true)
            : null;
        if (transformer.Withheld is { } withheld)
        {
            return InPlace(withheld);
        }

        if (failure is null)
        {
            return Attempt.Answered;
        }

        // Envoy has begun to answer by then.
        bool asked = failure.Reset is { } reset && _exchange?.HadInterim is not true && _forwarding.Retries?.AppliesToReset(reset) is true;
        // What an upstream broke off before it was sent whole.
        bool again = asked && CanTryAgain() && (Body.IsEndReached || await Body.KeepRestAsync(_context.RequestAborted).ConfigureAwait(false));
        return InPlace(Withheld.Unavailable(_tries > 1 ? failure.Retried() : failure), again);
    }

    private Attempt Threw(Exception exception)
    {
        Log.ForwardingThrew(_assignment.Logger, _decided.DecisionId, _forwarding.Upstream, exception.GetType(), exception.StackTrace);
        _context.Response.Clear();
        return InPlace(Withheld.Unavailable(ForwardingFailure.ProtocolError));
    }

    /// <summary>Whether an answer that comes early may be put aside for another try, which takes the whole body.</summary>
    private bool WaitsForBody(int statusCode) => _forwarding.Retries is { } retries && Body.CanReplay && (statusCode == 0 || retries.AppliesToResponse(statusCode, []));

    /// <summary>Whether the retry that is asked for can be made.</summary>
    private bool CanTryAgain()
    {
        _exhausted = _tries > _forwarding.Retries!.Limit;
        return !_exhausted && Body.CanReplay && !_context.Response.HasStarted;
    }

    private UpstreamAnswer Facts(UpstreamAnswer answer) => _forwarding.ChangesResponse
        ? answer with
        {
            Attempts = _tries,
            RetriesExhausted = _exhausted,
            Address = answer.Failure is UpstreamFailure.NoHealthyUpstream ? null : UpstreamCluster.AuthorityOf(_context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination),
            Duration = _time.GetElapsedTime(_began),
        }
        : answer;

    private void EndStream()
    {
        if (_isStreaming)
        {
            _isStreaming = false;
            _assignment.Metrics.StreamEnds();
        }
    }

    private void StartOver()
    {
        _context.Features.Set<IForwarderErrorFeature>(null);
        _context.Response.Clear();
        foreach ((string name, StringValues values) in _responseHeaders)
        {
            _context.Response.Headers[name] = values;
        }

        Body.Rewind();
    }
}
