using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace LlmPolicy.Assurance.Properties;

/// <summary>The keys that tokens are signed with: two of every algorithm, made once a run.</summary>
internal static class KeyRing
{
    public const int Keys = 2;

    /// <summary>All of them; the cheap ones first.</summary>
    public static readonly string[] Algorithms = ["HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    private static readonly Lazy<RSA>[] Rsa = [.. Enumerable.Range(0, Keys).Select(_ => new Lazy<RSA>(() => RSA.Create(2048)))];

    private static readonly Dictionary<string, Lazy<SigningKey>[]> ByAlgorithm = Algorithms.ToDictionary(
        algorithm => algorithm,
        algorithm => Enumerable.Range(0, Keys).Select(index => new Lazy<SigningKey>(() => Make(algorithm, index))).ToArray());

    /// <summary>What compiles policies with any of them.</summary>
    public static readonly PolicyCompilerOptions Options = new() { Ed25519 = new BouncyCastleEd25519() };

    /// <summary>The same with all rules of strictness for tokens switched off.</summary>
    public static readonly PolicyCompilerOptions Lax = new() { Ed25519 = Options.Ed25519, LaxRules = StrictnessRules.All.Where(rule => rule.StartsWith("token.", StringComparison.Ordinal)).ToHashSet() };

    public static SigningKey Of(string algorithm, int index = 0) => ByAlgorithm[algorithm][index].Value;

    private static SigningKey Make(string algorithm, int index) => algorithm[..2] switch
    {
        "HS" => SigningKey.Hmac(algorithm),
        "ES" => SigningKey.Ec(algorithm),
        "Ed" => Ed25519Key(),
        _ => SigningKey.Of(Rsa[index].Value, algorithm),
    };

    private static SigningKey Ed25519Key()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);
        byte[] open = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(secret, 0, open, 0);
        byte[] der = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. open];
        return new("EdDSA", PemEncoding.WriteString("PUBLIC KEY", der), $"\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"{SigningKey.Encode(open)}\"", data =>
        {
            byte[] signature = new byte[Ed25519.SignatureSize];
            Ed25519.Sign(secret, 0, data, 0, data.Length, signature, 0);
            return signature;
        });
    }
}
