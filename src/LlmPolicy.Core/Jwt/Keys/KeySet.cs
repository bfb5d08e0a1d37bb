using LlmPolicy.Jwt.Keys;
using LlmPolicy.Jwt.Tokens;

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

    /// <summary>
    /// A fetched key set: keys that can't be read, or that a strictness rule leaves out, are left out; null, with the problem in words that hold
    /// nothing of it, if none remains.
    /// </summary>
    internal static KeySet? Read(ReadOnlySpan<byte> utf8, IEd25519Verifier? ed25519, IReadOnlySet<string> laxRules, out string? problem)
    {
        var reading = new JwksReader(ed25519).ReadSet(utf8);
        var judged = reading.Keys.Select(key => (Key: key, Weakness: WeakKeys.Find(key))).ToLookup(k => k.Weakness is not { } weakness || laxRules.Contains(weakness.Rule));
        List<VerificationKey> usable = [.. judged[true].Select(k => k.Key)];
        problem = reading.Error?.Message ?? (usable.Count > 0 ? null : $"it has {judged[false].First().Weakness!.Value.Problem}, and no better key");
        return problem is null ? new KeySet(usable, reading.Skipped + reading.Keys.Count - usable.Count) : null;
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
