using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Bodies;

/// <summary>
/// A response's body that others look at on its way to the client, however it is written. It stands before the server's from the first who wants to look, and nowhere else; a
/// connection that goes on in another protocol does not come by it.
/// </summary>
internal sealed class ResponseBody : IHttpResponseBodyFeature
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _inner;
    private readonly ResponseStages _stages = new();
    private readonly bool _isHead;
    private readonly bool _isConnect;
    private long _passed;
    private bool _isEnded;

    private ResponseBody(HttpContext context, IHttpResponseBodyFeature inner)
    {
        (_context, _inner, _isHead) = (context, inner, HttpMethods.IsHead(context.Request.Method));
        _isConnect = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
        Stream = new ResponseBodyStream(this, inner.Stream);
        Writer = new ResponseBodyWriter(this, inner.Writer);
    }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    /// <summary>Whether what is written may be other than what came.</summary>
    public bool Changes => _stages.Change;

    /// <summary>Whether the response has a body; what follows a 2xx to CONNECT is none.</summary>
    private bool IsSent => !_isHead && _context.Response.StatusCode switch
    {
        < StatusCodes.Status200OK or StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified => false,
        < StatusCodes.Status300MultipleChoices => !_isConnect,
        _ => true,
    };

    /// <summary>Has somebody see the body of a response that has not begun.</summary>
    /// <exception cref="InvalidOperationException">The response has begun.</exception>
    public static void Observe(HttpContext context, IResponseBodyObserver observer) => Of(context)._stages.Add(observer);

    /// <summary>Has somebody decide what is written of a response that has not begun. Its length is no longer said in advance.</summary>
    /// <exception cref="InvalidOperationException">The response has begun.</exception>
    public static void Filter(HttpContext context, IResponseBodyFilter filter)
    {
        var body = Of(context);
        if (!body.Changes)
        {
            context.Response.OnStarting(body.ForgetLengthAsync);
        }

        body._stages.Add(filter);
    }

    /// <summary>The body is whole: writes what is held back.</summary>
    public static async ValueTask EndAsync(HttpContext context)
    {
        if (context.Features.Get<ResponseBody>() is { } body)
        {
            await body.EndAsync(context.RequestAborted).ConfigureAwait(false);
            Leave(context);
        }
    }

    /// <summary>Nobody looks any more: what comes now is another body.</summary>
    public static void Leave(HttpContext context)
    {
        if (context.Features.Get<ResponseBody>() is { } body)
        {
            context.Features.Set<ResponseBody>(null);
            if (context.Features.Get<IHttpResponseBodyFeature>() == body)
            {
                context.Features.Set(body._inner);
            }
        }
    }

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Start();
        return _inner.StartAsync(cancellationToken);
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await EndAsync(_context.RequestAborted).ConfigureAwait(false);
        await _inner.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>The response begins, if it has not. What stands in front may change its head then.</summary>
    public void Start()
    {
        if (!_isEnded && !_context.Response.HasStarted)
        {
            _stages.Start();
        }
    }

    /// <summary>What is written of the next bytes. Of a body that is not sent nobody sees anything.</summary>
    public ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> bytes)
    {
        if (_isEnded || !IsSent)
        {
            return bytes;
        }

        if (Changes && !_context.Response.HasStarted)
        {
            // The server holds the bytes against it before the response begins.
            _context.Response.ContentLength = null;
        }

        _passed += bytes.Length;
        return _stages.Pass(bytes);
    }

    /// <summary>What is written at the end; nothing the second time.</summary>
    public ReadOnlyMemory<byte> End()
    {
        if (_isEnded)
        {
            return default;
        }

        _isEnded = true;
        var last = _stages.End();
        return IsSent ? last : default;
    }

    /// <summary>The body is whole: writes what is held back, unless nobody is there to get it.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (!_isEnded && !await IsBrokenAsync(cancellationToken).ConfigureAwait(false) && End() is { IsEmpty: false } last)
        {
            await _inner.Writer.WriteAsync(last, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the client is gone before its end: one that has got all that was announced may go. Kestrel cancels the token some time after an abort; a flush knows at once.</summary>
    private async ValueTask<bool> IsBrokenAsync(CancellationToken cancellationToken) => _passed != _context.Response.ContentLength
        && (cancellationToken.IsCancellationRequested
            || (_passed > 0 && _context.Response.HasStarted && (await _inner.Writer.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted));

    private static ResponseBody Of(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException("The response has begun.");
        }

        if (context.Features.Get<ResponseBody>() is not { } body)
        {
            context.Features.Set(body = new ResponseBody(context, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));
            context.Features.Set<IHttpResponseBodyFeature>(body);
        }

        return body;
    }

    private Task ForgetLengthAsync()
    {
        if (!_isEnded || IsSent)
        {
            _context.Response.ContentLength = null;
        }

        return Task.CompletedTask;
    }
}
