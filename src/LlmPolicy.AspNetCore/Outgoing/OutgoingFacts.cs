using LlmPolicy.Facts;

namespace LlmPolicy.Outgoing;

/// <summary>Finds out what the decision on a call of the app's asks for. Its body is the app's own, and kept whole whatever its length: it is sent afterwards.</summary>
internal sealed class OutgoingFacts(HttpContent? content, PolicyGeneration generation, TimeProvider time) : RequestFacts(generation, time)
{
    /// <summary>Whether it is the app's body that failed.</summary>
    public bool HasBodyFailed { get; private set; }

    protected override async ValueTask<BodyFact> ReadBodyAsync(long limit, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return BodyFact.Whole(ReadOnlyMemory<byte>.Empty);
        }

        try
        {
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            byte[] bytes = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return bytes.Length <= limit ? BodyFact.Whole(bytes) : BodyFact.Incomplete;
        }
        catch
        {
            HasBodyFailed = true;
            throw;
        }
    }
}
