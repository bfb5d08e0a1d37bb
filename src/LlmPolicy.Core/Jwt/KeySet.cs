using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>The keys of one provider, in order. Immutable.</summary>
public sealed class KeySet
{
    private readonly IReadOnlyList<VerificationKey> _keys;

    internal KeySet(IReadOnlyList<VerificationKey> keys) => _keys = keys;

    /// <summary>How many keys the set has.</summary>
    public int Count => _keys.Count;

    /// <summary>
    /// Reads a JWKS as a key server sends it (RFC 7517, 5). Keys that can't be read, or that a strictness rule leaves out, are left out;
    /// null if it is no JWKS, or no key remains.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="ed25519">Verifies for Ed25519 keys; null: such a key makes the set unusable.</param>
    public static KeySet? FromJwks(string json, IEd25519Verifier? ed25519 = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var reading = new JwksReader(ed25519).ReadSet(json);
        var usable = reading.Keys.Where(k => WeakKeys.Find(k) is null).ToList();
        return reading.Error is null && usable.Count > 0 ? new KeySet(usable) : null;
    }

    /// <summary>Tries every key that fits the token, as Envoy does.</summary>
    internal JwtStatus Verify(JwtToken token)
    {
        bool considered = false;
        foreach (var key in _keys)
        {
            if (!key.Fits(token))
            {
                continue;
            }

            considered = true;
            var status = key.Verify(token.Algorithm, token.SignedBytes, token.Signature);
            if (status != JwtStatus.VerificationFails)
            {
                return status;
            }
        }

        return considered ? JwtStatus.VerificationFails : JwtStatus.NoKey;
    }
}
