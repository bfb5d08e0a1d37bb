using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Keys;

/// <summary>Keys that the app holds.</summary>
internal sealed class OwnKeys(IEnumerable<SecurityKey> keys) : IJwksSource
{
    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken) => new(JwksDocument.Of(keys));
}
