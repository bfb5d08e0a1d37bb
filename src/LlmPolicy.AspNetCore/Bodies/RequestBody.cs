using System.Buffers;
using LlmPolicy.Guard;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Bodies;

/// <summary>
/// A request's body, for all who want something of it. From the first look at it on it stands in the place of <c>Request.Body</c>: whoever reads gets what is kept first, then what
/// is yet to come, so every byte from the beginning.
/// </summary>
internal sealed class RequestBody : BodyStream
{
    /// <summary>What is kept to be sent again, at the most; as by Envoy.</summary>
    public const int ReplayLimit = 1024 * 1024;

    // Of a longer one more is to be written anyway.
    private const int ShortBody = 16 * 1024;

    private const int FirstRead = 4 * 1024;

    private readonly HttpContext _context;
    private long? _length;
    private readonly RequestEnd _end = new();
    private ArrayBufferWriter<byte> _kept = new();
    private BodySource? _source;
    private int _next;
    private long _given;
    private Stream? _upstream;
    private bool _unflushed;
    private bool _isReplaced;
    private volatile bool _stopped;

    private RequestBody(HttpContext context)
    {
        (_context, _length) = (context, context.Request.ContentLength);
        AsksForUpgrade = IsUpgrade(context.Request.Headers);
        // HTTP/2's extended CONNECT has a stream behind it (RFC 8441, 5).
        IsTunnel = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
            || (AsksForUpgrade && context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true);
        IsAbsent = IsTunnel || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false;
        if (IsAbsent && !IsTunnel)
        {
            _end.Reach();
        }
    }

    /// <summary>Whether the request asks to go on as a WebSocket.</summary>
    public bool AsksForUpgrade { get; }

    /// <summary>Whether what follows the head is another protocol: no body, and no end.</summary>
    public bool IsTunnel { get; }

    /// <summary>Whether the request has no body.</summary>
    public bool IsAbsent { get; }

    /// <summary>Whether the request has been read to its end.</summary>
    public bool IsEndReached => _end.IsReached;

    /// <summary>Whether all of it has been given to whoever reads it.</summary>
    public bool IsGiven => Volatile.Read(ref _given) is var given && (given == _length || (IsEndReached && !_isReplaced && given == (_source?.Taken ?? 0)));

    /// <summary>Whether it was stopped.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Whether all that was read is kept, to be read again.</summary>
    public bool CanReplay { get; private set; }

    private ReadOnlyMemory<byte> Unread => _kept.WrittenMemory[_next..];

    private BodySource Source => _source ??= Open();

    /// <summary>The body of a request.</summary>
    public static RequestBody Of(HttpContext context)
    {
        if (context.Features.Get<RequestBody>() is not { } body)
        {
            context.Features.Set(body = new RequestBody(context));
        }

        return body;
    }

    /// <summary>
    /// Reads up to a limit, and keeps what was read for those who come after. Waits for as long as the server lets the client take, and no longer than the request.
    /// </summary>
    public ValueTask<BodyFact> PeekAsync(long limit, CancellationToken cancellationToken) =>
        IsAbsent ? new(BodyFact.Whole(ReadOnlyMemory<byte>.Empty))
        : _length > limit ? new(BodyFact.Incomplete)
        : _source is null && _context.Request.Body is { CanSeek: true } body ? ReadAndSeekAsync(body, limit, cancellationToken)
        : ReadToLimitAsync(limit, cancellationToken);

    /// <summary>Has the server take a body of any length: it changes its limit no more once the body is read. What a gateway sends on has none.</summary>
    public void LiftLimit()
    {
        if (_context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    /// <summary>Looks at what has arrived. Throws what is broken in it; a client that waits for 100 (Continue) gets it.</summary>
    public ValueTask LookAsync(CancellationToken cancellationToken) => IsEndReached ? default : Source.LookAsync(cancellationToken);

    /// <summary>Whether a short body has arrived whole, and nothing of it was given yet.</summary>
    public bool HasArrived() =>
        _length is > 0 and <= ShortBody && _given == 0
        // Whoever waits for 100 (Continue) has sent no body, and must not be asked for it before its time.
        && (IsEndReached || (_context.Request.Headers.Expect.Count == 0 && Unread.Length + Source.CountArrived() == _length));

    /// <summary>Puts another body in the place of one that was read to its end and given to nobody.</summary>
    public void Replace(ReadOnlyMemory<byte> bytes)
    {
        // What was decided on stays as it was, for those who still look at it.
        _kept = new(Math.Max(bytes.Length, 1));
        _kept.Write(bytes.Span);
        (_length, _isReplaced) = (bytes.Length, true);
        _end.Reach();
        _context.Request.Body = this;
        _context.Request.Headers.TransferEncoding = default;
        _context.Request.ContentLength = bytes.Length;
    }

    /// <summary>Does something at the request's end; at once if it is past.</summary>
    public void AtEnd(Action action) => _end.Then(action);

    /// <summary>Reads it from now on by this object, which notices the end.</summary>
    public void Watch()
    {
        if (!IsAbsent)
        {
            _source ??= Open();
        }
    }

    /// <summary>Where the body is written to. What was read is flushed before more is waited for.</summary>
    public Stream GoTo(Stream upstream) => _upstream = upstream;

    /// <summary>The rest is not sent. .NET's client still wants all the bytes that were announced: it gets zeros, and they go nowhere.</summary>
    /// <returns>False where all of it is on its way already.</returns>
    public bool Stop()
    {
        if (IsGiven)
        {
            return false;
        }

        _stopped = true;
        _source?.Cancel();
        return true;
    }

    /// <summary>Keeps what is read from now on, up to <see cref="ReplayLimit"/>.</summary>
    public void Keep() => CanReplay = _next == 0 && _kept.WrittenCount <= ReplayLimit;

    /// <summary>Begins again: with what was kept, then with what was not yet read.</summary>
    public void Rewind()
    {
        _next = 0;
        Volatile.Write(ref _given, 0);
    }

    /// <summary>Keeps the rest. Whether all of it could be kept.</summary>
    public async ValueTask<bool> KeepRestAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (CanReplay && !IsEndReached)
            {
                await TakeAndKeepAsync(ShortBody, cancellationToken).ConfigureAwait(false);
                CanReplay = _kept.WrittenCount <= ReplayLimit;
            }

            return CanReplay;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, or its body is still being read for the try before.
            return false;
        }
    }

    /// <summary>
    /// Ends the answer, which is there, and throws away what still comes of the body. HTTP/1's connection is closed once nothing has come for a quarter of a second, at the latest after 5 seconds;
    /// a stream of HTTP/2 has an end of its own.
    /// </summary>
    public async ValueTask DrainAsync(TimeProvider time)
    {
        using CancellationTokenSource idle = new(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenSource late = new(UnreadBody.Longest, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, late.Token, _context.RequestAborted);
        try
        {
            await _context.Response.CompleteAsync().ConfigureAwait(false);
            if (!HttpProtocol.IsHttp11(_context.Request.Protocol))
            {
                return;
            }

            // The stop may not have met a read; it would end the first one here.
            Source.CountArrived();
            byte[] nowhere = new byte[ShortBody];
            for (long count = 0; !IsEndReached && count < UnreadBody.Most;)
            {
                idle.CancelAfter(UnreadBody.LongestPause);
                count += await Source.TakeAsync(nowhere, over.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, or sends no more.
        }

        if (!IsEndReached)
        {
            // It had time to see the answer; the server would go on waiting.
            _context.Abort();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_stopped)
        {
            return Rest(buffer);
        }

        if (_next < _kept.WrittenCount)
        {
            return GiveKept(buffer);
        }

        if (IsEndReached)
        {
            // The stream that it came on may still be open.
            return 0;
        }

        int count;
        try
        {
            var reading = Source.TakeAsync(buffer, cancellationToken);
            if (!reading.IsCompleted && _unflushed)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            count = await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped)
        {
            return Rest(buffer);
        }

        KeepCopy(buffer.Span[..count]);
        Give(count);
        return count;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = false;
        try
        {
            await _upstream!.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Not the client's fault, as a failure here would be; and a read is under way. The next write meets it, too.
        }
    }

    private static bool IsUpgrade(IHeaderDictionary headers) =>
        string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
        && headers.Connection.Any(line => line?.Split(',').Any(option => option.Trim().Equals(HeaderNames.Upgrade, StringComparison.OrdinalIgnoreCase)) is true);

    private async ValueTask<BodyFact> ReadToLimitAsync(long limit, CancellationToken cancellationToken)
    {
        if (_length is null && EndpointRole.Of(_context.GetEndpoint()) == LlmPolicyEndpointRole.Gateway)
        {
            LiftLimit();
        }

        try
        {
            while (!IsEndReached && _kept.WrittenCount <= limit)
            {
                await TakeAndKeepAsync(limit + 1 - _kept.WrittenCount, cancellationToken).ConfigureAwait(false);
            }

            return _kept.WrittenCount <= limit ? BodyFact.Whole(_kept.WrittenMemory) : BodyFact.Incomplete;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It is broken, longer than the server takes, or the client is gone: whoever reads on is told.
            return BodyFact.Incomplete;
        }
    }

    /// <summary>Of a body that the app has buffered (<c>EnableBuffering</c>): whoever buffered it may seek in it, so it stays where it is.</summary>
    private static async ValueTask<BodyFact> ReadAndSeekAsync(Stream body, long limit, CancellationToken cancellationToken)
    {
        long start = body.Position;
        ArrayBufferWriter<byte> read = new();
        try
        {
            for (int count = 1; count > 0 && read.WrittenCount <= limit; read.Advance(count))
            {
                var room = read.GetMemory(FirstRead);
                count = await body.ReadAsync(room[..(int)Math.Min(room.Length, limit + 1 - read.WrittenCount)], cancellationToken).ConfigureAwait(false);
            }

            return read.WrittenCount <= limit ? BodyFact.Whole(read.WrittenMemory) : BodyFact.Incomplete;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return BodyFact.Incomplete;
        }
        finally
        {
            body.Position = start;
        }
    }

    private BodySource Open()
    {
        BodySource source = new(_context.Request.BodyReader, _length, _end);
        _context.Request.Body = this;
        return source;
    }

    // A long body is announced faster than it is sent: the room for it grows with what has come.
    private async ValueTask TakeAndKeepAsync(long most, CancellationToken cancellationToken)
    {
        var room = _kept.GetMemory(_kept.WrittenCount > 0 ? 1 : (int)Math.Min(_length ?? FirstRead, ShortBody));
        _kept.Advance(await Source.TakeAsync(room[..(int)Math.Min(room.Length, most)], cancellationToken).ConfigureAwait(false));
    }

    private int GiveKept(Memory<byte> buffer)
    {
        var given = Unread[..Math.Min(Unread.Length, buffer.Length)];
        given.CopyTo(buffer);
        _next += given.Length;
        Give(given.Length);
        return given.Length;
    }

    private void Give(int count)
    {
        Volatile.Write(ref _given, _given + count);
        _unflushed |= count > 0 && _upstream is not null;
    }

    private void KeepCopy(ReadOnlySpan<byte> bytes)
    {
        CanReplay &= _kept.WrittenCount + bytes.Length <= ReplayLimit;
        if (CanReplay)
        {
            _kept.Write(bytes);
            _next = _kept.WrittenCount;
        }
    }

    private int Rest(Memory<byte> buffer)
    {
        int count = _length is { } all ? (int)Math.Min(all - _given, buffer.Length) : 0;
        buffer.Span[..count].Clear();
        Volatile.Write(ref _given, _given + count);
        return count;
    }
}
