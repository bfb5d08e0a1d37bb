using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Usage;

/// <summary>
/// Documents of JSON, one after the other, however they are cut: an answer, lines of them, elements of an array. What is kept is the token that a cut went through, and
/// never more than <see cref="LongestToken"/> of it: of a longer string the length alone goes on. A document that is no JSON is left at the next line feed.
/// </summary>
internal sealed class JsonDocuments(MemberNode root, UsageReport report, TextSample? sample) : AnswerReader
{
    private const int LongestToken = 8192;
    private const int Step = 512;

    /// <summary>So many that are no JSON, and no more is read: each costs an exception.</summary>
    private const int MostBroken = 16;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 1024 };

    private readonly DocumentWalker _walker = new(root, report, sample);
    private JsonReaderState _state = new(Options);
    private byte[] _kept = [];
    private int _keptLength;
    private JsonStringLength _string;
    private bool _isInLongString;
    private bool _isBroken;
    private int _broken;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _broken < MostBroken)
        {
            bytes = bytes[Take(bytes)..];
        }
    }

    /// <summary>What comes is a new document, whether the last one was whole or not.</summary>
    public void End()
    {
        if (_walker.IsInside || _isBroken || _keptLength > 0 || _isInLongString)
        {
            Complete();
            Restart();
        }
    }

    public override void Complete()
    {
        if (_isInLongString)
        {
            _walker.ReadCutString(_string.Bytes);
        }

        _walker.Complete();
    }

    private int Take(ReadOnlySpan<byte> bytes) =>
        _isBroken ? LeaveLine(bytes)
        : _isInLongString ? TakeOfString(bytes)
        : _keptLength == 0 ? TakeWhole(bytes)
        : TakeOnto(bytes);

    private int TakeOfString(ReadOnlySpan<byte> bytes)
    {
        int read = _string.Read(bytes, out bool isClosed);
        if (_string.IsBroken)
        {
            Break();
            return 0;
        }

        if (isClosed)
        {
            _isInLongString = false;
            Keep("\""u8);
            KeepAfter(Walk(_kept.AsSpan(0, _keptLength)));
        }

        return read;
    }

    private int TakeWhole(ReadOnlySpan<byte> bytes)
    {
        int walked = Walk(bytes);
        if (_isBroken || walked == bytes.Length)
        {
            return walked;
        }

        KeepToken(bytes[walked..]);
        return bytes.Length;
    }

    /// <summary>Completes the token that was cut. What follows it is walked where it stands.</summary>
    private int TakeOnto(ReadOnlySpan<byte> bytes)
    {
        int before = _keptLength;
        int taken = Math.Min(bytes.Length, Step);
        Keep(bytes[..taken]);
        int walked = Walk(_kept.AsSpan(0, _keptLength));
        if (_isBroken || walked >= before)
        {
            _keptLength = 0;
            return Math.Max(0, walked - before);
        }

        KeepAfter(walked);
        return taken;
    }

    /// <summary>Tells the walker of all whole tokens. Returns where the first one begins that is not; or that is no JSON.</summary>
    private int Walk(ReadOnlySpan<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes, isFinalBlock: false, _state);
        try
        {
            while (reader.Read())
            {
                _walker.Read(ref reader, _string.Bytes);
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _string = default;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Break();
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Break()
    {
        _walker.Complete();
        _keptLength = 0;
        _isBroken = true;
        _broken++;
    }

    private int LeaveLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0)
        {
            return bytes.Length;
        }

        Restart();
        return end + 1;
    }

    private void Restart()
    {
        _state = new(Options);
        _keptLength = 0;
        _string = default;
        _isInLongString = false;
        _isBroken = false;
    }

    private void KeepAfter(int walked)
    {
        if (!_isBroken)
        {
            var rest = _kept.AsSpan(walked, _keptLength - walked);
            _keptLength = 0;
            KeepToken(rest);
        }
    }

    /// <summary>Keeps the beginning of a token, without white space. A string that is too long goes on as an empty one, and its length beside it.</summary>
    private void KeepToken(ReadOnlySpan<byte> token)
    {
        token = token.TrimStart(WhiteSpace);
        if (token is [(byte)',' or (byte)':', ..])
        {
            Keep(token[..1]);
            token = token[1..].TrimStart(WhiteSpace);
        }

        if (token.Length <= LongestToken)
        {
            Keep(token);
        }
        else if (token[0] == '"')
        {
            KeepString(token);
        }
        else
        {
            Break();
        }
    }

    private void KeepString(ReadOnlySpan<byte> token)
    {
        _string = default;
        int length = 1 + _string.Read(token[1..], out bool isClosed);
        if (isClosed && length <= LongestToken)
        {
            // It is a name, and what is long is the white space in front of its colon.
            _string = default;
            Keep(token[..length]);
            return;
        }

        Keep(isClosed ? "\"\""u8 : "\""u8);
        _isInLongString = !isClosed;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_keptLength + bytes.Length > _kept.Length)
        {
            Array.Resize(ref _kept, Math.Max(_keptLength + bytes.Length, Math.Min(2 * _kept.Length, LongestToken + Step)));
        }

        bytes.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += bytes.Length;
    }
}
