using System.Buffers;
using System.Text.Json;

namespace LlmPolicy.Usage;

/// <summary>
/// What an estimator says of an answer's text: how many tokens its bytes are. Strings that are too long to be kept (8 KiB) are not shown to it, so it is a rate, which
/// holds for all of the text.
/// </summary>
internal sealed class TextSample(ILlmTokenEstimator estimator)
{
    private long _bytes;
    private long _tokens;
    private bool _hasFailed;

    /// <summary>The tokens of so many bytes, rounded up; null where nothing was seen.</summary>
    public long? Estimate(long bytes) => _bytes == 0 || _hasFailed ? null : (long)Math.Ceiling(bytes * (decimal)_tokens / _bytes);

    /// <summary>Shows the string that the reader stands at to the estimator.</summary>
    public void Add(ref Utf8JsonReader reader, string? model)
    {
        if (_hasFailed || reader.ValueSpan.IsEmpty)
        {
            return;
        }

        byte[] text = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            int length = reader.CopyString(text);
            _tokens += Math.Max(0, estimator.Count(text.AsSpan(0, length), model));
            _bytes += length;
        }
        catch (Exception)
        {
            // The app's code, or half a surrogate pair.
            _hasFailed = true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text, clearArray: true);
        }
    }
}
