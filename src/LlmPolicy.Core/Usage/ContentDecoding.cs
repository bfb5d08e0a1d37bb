namespace LlmPolicy.Usage;

/// <summary>Takes the codings off an answer's bytes (RFC 9110, 8.4), as they pass.</summary>
internal sealed class ContentDecoding : IDisposable
{
    /// <summary>Each coding holds a window of its own; nobody sends more of them.</summary>
    private const int MostCodings = 2;

    private readonly AnswerReader _first;
    private readonly List<IDisposable> _held = [];
    private bool _isDisposed;

    /// <summary>Reads an answer.</summary>
    /// <param name="codings">Its codings, in the order in which they were put on.</param>
    /// <param name="answer">Takes the bytes without them.</param>
    public ContentDecoding(IReadOnlyList<string> codings, AnswerReader answer)
    {
        _first = codings.Count > MostCodings ? new Unread() : codings.Aggregate(answer, Put);
    }

    /// <summary>The codings that can be read.</summary>
    public static IReadOnlyList<string> Known { get; } = ["br", "deflate", "gzip"];

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_isDisposed)
        {
            _first.Write(bytes);
        }
    }

    public void Complete()
    {
        if (!_isDisposed)
        {
            _first.Complete();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _held.ForEach(held => held.Dispose());
    }

    private AnswerReader Put(AnswerReader next, string coding)
    {
        AnswerReader reader = coding switch
        {
            "gzip" or "x-gzip" or "deflate" => new InflatedBytes(coding, next),
            "br" => new BrotliBytes(next),
            _ => new Unread(),
        };
        if (reader is IDisposable held)
        {
            _held.Add(held);
        }

        return reader;
    }
}
