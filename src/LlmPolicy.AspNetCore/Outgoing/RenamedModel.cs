using System.Text.Json;

namespace LlmPolicy.Outgoing;

/// <summary>A model that the policy has put in the place of the one that a chat asked for (<c>setModel</c>).</summary>
/// <param name="Asked">The one that was asked for.</param>
/// <param name="Sent">The one that is sent.</param>
internal sealed record RenamedModel(string Asked, string Sent)
{
    /// <summary>The body as it was asked for, so that the same rules are asked of it again; null where it names another model, or none that can be found.</summary>
    public async ValueTask<HttpContent?> RestoreAsync(HttpContent sent, CancellationToken cancellationToken)
    {
        await sent.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        byte[] bytes = await sent.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (BodyModel.Find(bytes) is not { } place || place.Name != Sent)
        {
            return null;
        }

        byte[] asked = [.. bytes.AsSpan(0, place.Start), (byte)'"', .. JsonEncodedText.Encode(Asked).EncodedUtf8Bytes, (byte)'"', .. bytes.AsSpan(place.End)];
        ByteArrayContent content = new(asked);
        foreach (var header in sent.Headers.NonValidated.Where(header => !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return content;
    }
}
