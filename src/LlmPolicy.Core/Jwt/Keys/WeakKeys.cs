namespace LlmPolicy.Jwt.Keys;

/// <summary>Strictness rules of keys: what is too short to sign with.</summary>
internal static class WeakKeys
{
    public const int RsaBits = 2048;

    /// <summary>The rule that a key breaks, and the problem in words; null for none.</summary>
    public static (string Rule, string Problem)? Find(VerificationKey key) => key switch
    {
        RsaKey rsa when rsa.Bits < RsaBits => (StrictnessRules.KeyRsaSize, $"an RSA key of {rsa.Bits} bits (2048 at the least)"),
        HmacKey hmac when hmac.Secret.Length < HashLength(hmac) =>
            (StrictnessRules.KeyHmacSize, $"an HMAC key of {hmac.Secret.Length} bytes ({HashLength(hmac)} at the least; RFC 7518, 3.2)"),
        _ => null,
    };

    private static int HashLength(HmacKey key) => key.Algorithm switch
    {
        "HS512" => 64,
        "HS384" => 48,
        _ => 32,
    };
}
