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
        if (Find(bytes) is not { } place)
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

    /// <summary>Where the sent model's name stands, with its quotation marks.</summary>
    private (int Start, int End)? Find(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader json = new(body);
            for (bool isObject = json.Read() && json.TokenType == JsonTokenType.StartObject; isObject && json.Read() && json.TokenType == JsonTokenType.PropertyName; json.Skip())
            {
                bool isModel = json.ValueTextEquals("model"u8);
                json.Read();
                if (isModel && json.TokenType == JsonTokenType.String && json.ValueTextEquals(Sent))
                {
                    return ((int)json.TokenStartIndex, (int)json.BytesConsumed);
                }
            }
        }
        catch (JsonException)
        {
            // The policy says what is wrong with it.
        }

        return null;
    }
}
