using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Benchmarks;

/// <summary>The lab with a key of one algorithm: its policy, a token with the lab's claims, and the BCL's verification of it alone.</summary>
/// <param name="Policy">The lab's manifests with the key in place of the lab's.</param>
/// <param name="Request">The lab's request with the token.</param>
/// <param name="Bare">The bare verification.</param>
internal sealed record LabCase(CompiledPolicy Policy, PolicyRequest Request, Func<bool> Bare)
{
    private static string LabPayload => Lab.Token.Split('.')[1];

    public static LabCase Rsa() => Rsa(LabPayload);

    /// <param name="payload">In Base64url, in place of the lab's claims.</param>
    public static LabCase Rsa(string payload)
    {
        using RSA pair = RSA.Create(2048);
        RSA key = RSA.Create(pair.ExportParameters(false));
        var (signed, signature) = Sign("RS256", payload, data => pair.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return Make(pair.ExportSubjectPublicKeyInfoPem(), signed, signature, () => key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static LabCase Ec()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECDsa key = ECDsa.Create(pair.ExportParameters(false));
        var (signed, signature) = Sign("ES256", LabPayload, data => pair.SignData(data, HashAlgorithmName.SHA256));
        return Make(pair.ExportSubjectPublicKeyInfoPem(), signed, signature, () => key.VerifyData(signed, signature, HashAlgorithmName.SHA256));
    }

    public static LabCase Hmac()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(64);
        var (signed, signature) = Sign("HS256", LabPayload, data => HMACSHA256.HashData(secret, data));
        string jwk = $$"""{"kty":"oct","alg":"HS256","k":"{{Base64Url.EncodeToString(secret)}}"}""";
        return Make(jwk, signed, signature, () => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, signed), signature));
    }

    /// <summary>The decision on a token that was not seen before.</summary>
    public PolicyDecision Decide() => Policy.Evaluate(Request, PolicyFacts.None, Lab.Now);

    /// <summary>The decision on a token that is in a cache, once it is.</summary>
    public PolicyDecision Decide(PolicyFacts facts) => Policy.Evaluate(Request, facts, Lab.Now);

    private static LabCase Make(string key, byte[] signed, byte[] signature, Func<bool> bare)
    {
        CompiledPolicy policy = Lab.Compile(key);
        LabCase made = new(policy, Lab.Request($"{Encoding.ASCII.GetString(signed)}.{Base64Url.EncodeToString(signature)}"), bare);
        return bare() && made.Decide().Reason == ReasonCodes.Forwarded ? made : throw new InvalidOperationException("This is no measure of a good token.");
    }

    private static (byte[] Signed, byte[] Signature) Sign(string algorithm, string payload, Func<byte[], byte[]> sign)
    {
        string header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""));
        byte[] signed = Encoding.ASCII.GetBytes($"{header}.{payload}");
        return (signed, sign(signed));
    }
}
