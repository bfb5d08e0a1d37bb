using System.Buffers;
using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Metering;

/// <summary>
/// Takes the chunk out of a stream of OpenAI's form that is there because the policy asked for usage: an event whose data has <c>usage</c> and no <c>choices</c>, with its line
/// ends. All other bytes stay as they are. An event is held until its blank line; a long one is none of these, and goes on as it comes.
/// </summary>
/// <param name="acts">Whether it has something to do; asked when the first bytes are there, and the answer's head with them.</param>
internal sealed class AddedUsageFilter(Func<bool> acts) : IResponseBodyFilter
{
    private const int LongestHeld = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _event = new(512);
    private bool? _acts;
    private bool _isOnLine;
    private bool _isLong;
    private bool _hasEnded;
    private bool _wasDropped;
    private bool _wasReturn;

    /// <summary>Whether it has something to do in an answer: of events, and without a content coding.</summary>
    public static bool IsFor(HttpResponse response) => IsFor(response.ContentType, response.Headers.ContentEncoding.Count > 0);

    /// <summary>Whether it has something to do in an answer of a type.</summary>
    public static bool IsFor(string? contentType, bool isCoded) => !isCoded && contentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;

    public void OnStart() => _acts ??= acts();

    public void OnBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!(_acts ??= acts()))
        {
            output.Write(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[Take(bytes, output)..];
        }
    }

    public void OnEnd(IBufferWriter<byte> output)
    {
        if (_event.WrittenCount > 0)
        {
            EndEvent(output);
        }
    }

    /// <summary>Takes bytes up to the end of a line; returns how many.</summary>
    private int Take(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (_wasReturn && bytes[0] == '\n')
        {
            _wasReturn = false;
            EndLineEnd(bytes[..1], output);
            return 1;
        }

        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        int taken = end < 0 ? bytes.Length : end + 1;
        bool isBlank = !_isOnLine && end == 0;
        Hold(bytes[..taken], output);
        _isOnLine = end < 0;
        _wasReturn = end >= 0 && bytes[end] == '\r';
        if (isBlank)
        {
            EndEvent(output);
        }

        return taken;
    }

    /// <summary>The line feed of CR LF shares the fate of what it ends.</summary>
    private void EndLineEnd(ReadOnlySpan<byte> lineFeed, IBufferWriter<byte> output)
    {
        if (!_hasEnded)
        {
            Hold(lineFeed, output);
        }
        else if (!_wasDropped)
        {
            output.Write(lineFeed);
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        _hasEnded = false;
        _event.Write(bytes);
        if (_isLong || _event.WrittenCount > LongestHeld)
        {
            _isLong = true;
            PassOn(output);
        }
    }

    private void EndEvent(IBufferWriter<byte> output)
    {
        _wasDropped = !_isLong && AddedUsage.Is(_event.WrittenSpan);
        if (_wasDropped)
        {
            _event.ResetWrittenCount();
        }

        PassOn(output);
        (_hasEnded, _isLong) = (true, false);
    }

    private void PassOn(IBufferWriter<byte> output)
    {
        output.Write(_event.WrittenSpan);
        _event.ResetWrittenCount();
    }
}
