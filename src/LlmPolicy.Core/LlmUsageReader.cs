using LlmPolicy.Usage;

namespace LlmPolicy;

/// <summary>
/// Reads what an LLM provider's answer used, while its bytes pass to the client. It observes: it changes no byte and keeps none but of the member that it stands in.
/// Whatever the bytes are, it does not throw. One answer each; not for several threads at once.
/// </summary>
public sealed class LlmUsageReader : IDisposable
{
    private readonly int _status;
    private readonly TextSample? _sample;
    private readonly UsageReport _report = new();
    private readonly ContentDecoding _bytes;
    private LlmUsage? _completed;

    /// <summary>Starts to read an answer.</summary>
    /// <param name="answer">Its status code and headers. <c>Content-Encoding</c> says how its bytes are coded, <c>Content-Type</c> decides only where the bytes leave open what they are.</param>
    /// <param name="estimator">Counts the text that passes, for <see cref="CompleteOrEstimate"/>; null: its bytes are counted.</param>
    public LlmUsageReader(UpstreamAnswer answer, ILlmTokenEstimator? estimator = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _status = answer.StatusCode;
        _sample = estimator is null ? null : new TextSample(estimator);
        UsageHeaders.Read(answer.Headers, _report);
        _bytes = new(UsageHeaders.Codings(answer.Headers), new AnswerForm(UsageHeaders.ContentType(answer.Headers), _report, _sample));
    }

    /// <summary>
    /// The content codings that are read, as they are spelled in <c>Accept-Encoding</c>. An answer in another one (<c>zstd</c>, which .NET 10 does not have) ends in
    /// <see cref="LlmUsageSource.Missing"/>.
    /// </summary>
    public static IReadOnlyList<string> ContentCodings => ContentDecoding.Known;

    /// <summary>Reads the next bytes, as they came from the upstream. After <see cref="Complete"/> they are not looked at.</summary>
    /// <param name="bytes">Any number of bytes.</param>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_completed is null)
        {
            _bytes.Write(bytes);
        }
    }

    /// <summary>Says what the answer used, by all that was read of it.</summary>
    /// <param name="end">How it ended.</param>
    /// <returns>The usage; at a second call that of the first.</returns>
    public LlmUsage Complete(LlmAnswerEnd end)
    {
        if (_completed is null)
        {
            _bytes.Complete();
            _completed = UsageSums.Of(_report, _status, end);
            Dispose();
        }

        return _completed;
    }

    /// <summary>
    /// Says what the answer used, and estimates the output that it says nothing of: text behind the last report of an answer that was cut, or text without any report. Four bytes of
    /// text are a token, rounded up, unless there is an estimator. Such a usage is <see cref="LlmUsageSource.Estimated"/>. Input is not estimated.
    /// </summary>
    /// <param name="end">How it ended.</param>
    /// <returns>The usage; at a second call that of the first.</returns>
    public LlmUsage CompleteOrEstimate(LlmAnswerEnd end) => _completed = UsageEstimate.Of(Complete(end), _sample);

    /// <summary>Gives up what a decompressor holds. <see cref="Complete"/> does it, too.</summary>
    public void Dispose() => _bytes.Dispose();
}
