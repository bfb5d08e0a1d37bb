using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>The keys of one provider, in order. Immutable.</summary>
public sealed class KeySet
{
    private readonly IReadOnlyList<VerificationKey> _keys;

    internal KeySet(IReadOnlyList<VerificationKey> keys) => _keys = keys;

    /// <summary>How many keys the set has.</summary>
    public int Count => _keys.Count;

    /// <summary>A fetched JWKS: keys that can't be read, or that a strictness rule leaves out, are left out; null if none remains.</summary>
    internal static KeySet? FromJwks(string json, IEd25519Verifier? ed25519, IReadOnlySet<string> laxRules)
    {
        var reading = new JwksReader(ed25519).ReadSet(json);
        var usable = reading.Keys.Where(k => WeakKeys.Find(k) is not { } weakness || laxRules.Contains(weakness.Rule)).ToList();
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
