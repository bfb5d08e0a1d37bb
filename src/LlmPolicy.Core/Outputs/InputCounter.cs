using System.Buffers;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Outputs;

/// <summary>Counts what a body sends, token by token of its JSON (<see cref="InputSize"/>).</summary>
internal struct InputCounter
{
    private const int ShortestMedium = 64;

    private const int Overhead = 3;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n\\"u8);

    private long _text;
    private long _media;
    private int _mediaCount;
    private bool _isForMedia;
    private bool _hasTextMedia;

    /// <summary>What was counted so far.</summary>
    public readonly InputSize Size => _hasTextMedia ? new(_text + _media, 0, 0) : new(_text, _mediaCount, _media);

    /// <summary>Counts the token that the reader is at.</summary>
    public void Count(ref readonly Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _text += Length(in reader) + Overhead;
                _isForMedia = IsForMedia(reader.ValueSpan);
                break;
            case JsonTokenType.String:
                CountString(in reader);
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                _text += Math.Max(reader.ValueSpan.Length, Overhead);
                break;
        }
    }

    private void CountString(ref readonly Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (_isForMedia && text.Length >= ShortestMedium && IsMedium(text))
        {
            _mediaCount++;
            _media += text.Length;
            return;
        }

        _text += Length(in reader);
        _hasTextMedia |= text.StartsWith("text/"u8) && text.Length < ShortestMedium;
    }

    /// <summary>Base64, or an address that holds it and says no type of text.</summary>
    private static bool IsMedium(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("data:"u8))
        {
            int comma = text.IndexOf((byte)',');
            if (comma < 0 || !text[..comma].EndsWith(";base64"u8) || text.StartsWith("data:text/"u8))
            {
                return false;
            }

            text = text[(comma + 1)..];
        }

        return !text.ContainsAnyExcept(Base64);
    }

    private static bool IsForMedia(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("url"u8),
        4 => name.SequenceEqual("data"u8),
        5 => name.SequenceEqual("bytes"u8) || name.SequenceEqual("image"u8),
        6 => name.SequenceEqual("images"u8),
        8 => name.SequenceEqual("b64_json"u8),
        9 => name.SequenceEqual("file_data"u8) || name.SequenceEqual("image_url"u8),
        _ => false,
    };

    /// <summary>Escapes of three bytes and less are counted as they stand: too much by a byte or two.</summary>
    private static long Length(ref readonly Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped || text.IndexOf("\\u"u8) < 0)
        {
            return text.Length;
        }

        JsonStringLength length = default;
        length.Read(text, out _);
        return length.Bytes;
    }
}
