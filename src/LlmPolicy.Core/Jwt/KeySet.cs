using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>The keys of one provider, in order. Immutable.</summary>
public sealed class KeySet
{
    private const int UsualLength = 2048;

    private readonly VerificationKey[] _keys;

    internal KeySet(IEnumerable<VerificationKey> keys, int leftOut = 0) => (_keys, LeftOut) = ([.. keys], leftOut);

    /// <summary>How many keys the set has.</summary>
    public int Count => _keys.Length;

    /// <summary>How many keys of a fetched document were left out: they can't be read, or a strictness rule forbids them.</summary>
    public int LeftOut { get; }

    /// <summary>A fetched JWKS: keys that can't be read, or that a strictness rule leaves out, are left out; null if none remains.</summary>
    internal static KeySet? FromJwks(string json, IEd25519Verifier? ed25519, IReadOnlySet<string> laxRules)
    {
        var reading = new JwksReader(ed25519).ReadSet(json);
        var usable = reading.Keys.Where(k => WeakKeys.Find(k) is not { } weakness || laxRules.Contains(weakness.Rule)).ToList();
        return reading.Error is null && usable.Count > 0 ? new KeySet(usable, reading.Skipped + reading.Keys.Count - usable.Count) : null;
    }

    /// <summary>Whether one of the keys has the token's <c>kid</c>.</summary>
    internal bool Names(string keyId) => keyId.Length > 0 && Array.Exists(_keys, key => key.KeyId == keyId);

    /// <summary>Tries every key that fits the token, as Envoy does.</summary>
    internal JwtStatus Verify(in JwtToken token)
    {
        foreach (var key in _keys)
        {
            if (key.Fits(token))
            {
                return VerifySignature(token);
            }
        }

        return JwtStatus.NoKey;
    }

    private JwtStatus VerifySignature(in JwtToken token)
    {
        int signedLength = token.SignedLength;
        int length = signedLength + token.MaxSignatureLength;
        Span<byte> bytes = length <= UsualLength ? stackalloc byte[UsualLength] : new byte[length];
        var signed = bytes[..signedLength];
        token.CopySigned(signed);
        var signature = token.DecodeSignature(bytes[signedLength..]);
        foreach (var key in _keys)
        {
            var status = key.Fits(token) ? key.Verify(token.Algorithm, signed, signature) : JwtStatus.VerificationFails;
            if (status != JwtStatus.VerificationFails)
            {
                return status;
            }
        }

        return JwtStatus.VerificationFails;
    }
}
