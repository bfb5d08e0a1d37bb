using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Telemetry;

/// <summary>How long an answer took, from when it was asked for.</summary>
internal sealed class AnswerTimes(TimeProvider time, HttpResponse response)
{
    private static readonly string[] Streams = ["text/event-stream", "application/vnd.amazon.eventstream", "application/x-ndjson"];

    private readonly long _began = time.GetTimestamp();
    private bool _hasBegun;
    private TimeSpan? _total;

    /// <summary>Until the first bytes of a stream came; null if it is none, or none came.</summary>
    public TimeSpan? ToFirstChunk { get; private set; }

    /// <summary>Until its end, or until now.</summary>
    public TimeSpan Total => _total ?? time.GetElapsedTime(_began);

    /// <summary>Bytes of it passed.</summary>
    public void OnBytes()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            ToFirstChunk = Array.Exists(Streams, stream => response.ContentType?.StartsWith(stream, StringComparison.OrdinalIgnoreCase) is true) ? time.GetElapsedTime(_began) : null;
        }
    }

    /// <summary>There is no more of it.</summary>
    public void OnEnd() => _total ??= time.GetElapsedTime(_began);
}
