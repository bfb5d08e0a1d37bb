using System.Text.Json;
using System.Text.Unicode;
using LlmPolicy.Json;

namespace LlmPolicy.Usage;

/// <summary>
/// What a body of OpenAI's form says of its stream's usage (<c>stream</c>, <c>stream_options.include_usage</c>), and the bytes that make it ask for it. A body that is not one
/// JSON object says nothing.
/// </summary>
internal ref struct StreamOptions
{
    private const int MaxDepth = 128;

    private Utf8JsonReader _reader;
    private bool _streams;
    private bool _asks;
    private bool _hasOptions;
    private (int Offset, int Length, byte[] Text) _edit;

    private StreamOptions(ReadOnlySpan<byte> utf8) => _reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>The body that asks for usage; null where it does already, or asks for no stream.</summary>
    /// <param name="body">The body, without a content coding.</param>
    /// <param name="isAmbiguous">Whether a member that counts is there twice, or spelt so that not everybody reads it alike.</param>
    public static byte[]? Asking(ReadOnlySpan<byte> body, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (!Utf8.IsValid(body))
        {
            return null;
        }

        try
        {
            StreamOptions options = new(body);
            isAmbiguous = !options.TryRead();
            var (offset, length, text) = options._edit;
            return isAmbiguous || options is not { _streams: true, _asks: false } ? null : [.. body[..offset], .. text, .. body[(offset + length)..]];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>False: there is more than one reading.</summary>
    private bool TryRead()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            return true;
        }

        bool hasStream = false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isStream = _reader.IsNamed("stream", out bool isExact);
            bool isOptions = !isStream && _reader.IsNamed("stream_options", out isExact);
            if ((isStream && hasStream) || (isOptions && _hasOptions) || ((isStream || isOptions) && !isExact))
            {
                return false;
            }

            _reader.Read();
            hasStream |= isStream;
            if (isStream)
            {
                ReadStream();
            }
            else if (isOptions && !TryReadOptions())
            {
                return false;
            }

            _reader.PassOver();
        }

        // What stands behind the object is an error, which Read throws.
        _reader.Read();
        return true;
    }

    private void ReadStream()
    {
        _streams = _reader.TokenType == JsonTokenType.True;
        if (!_hasOptions)
        {
            // The place of options that are not there: behind the member that they belong to.
            _edit = ((int)_reader.BytesConsumed, 0, ",\"stream_options\":{\"include_usage\":true}"u8.ToArray());
        }
    }

    private bool TryReadOptions()
    {
        int start = (int)_reader.TokenStartIndex;
        if (_reader.TokenType == JsonTokenType.StartObject)
        {
            return TryReadObject(start);
        }

        _reader.PassOver();
        Set(start, (int)_reader.BytesConsumed - start, """{"include_usage":true}"""u8);
        return true;
    }

    private bool TryReadObject(int start)
    {
        bool hasUsage = false;
        bool isEmpty = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            bool isUsage = _reader.IsNamed("include_usage", out bool isExact);
            if (isUsage && (hasUsage || !isExact))
            {
                return false;
            }

            _reader.Read();
            int value = (int)_reader.TokenStartIndex;
            bool isTrue = _reader.TokenType == JsonTokenType.True;
            _reader.PassOver();
            if (isUsage)
            {
                (hasUsage, _asks) = (true, isTrue);
                Set(value, (int)_reader.BytesConsumed - value, "true"u8);
            }
        }

        if (!hasUsage)
        {
            Set(start + 1, 0, isEmpty ? "\"include_usage\":true"u8 : "\"include_usage\":true,"u8);
        }

        return true;
    }

    private void Set(int offset, int length, ReadOnlySpan<byte> text)
    {
        _hasOptions = true;
        _edit = (offset, length, text.ToArray());
    }
}
