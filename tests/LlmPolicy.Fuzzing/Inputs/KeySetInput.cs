using System.Security.Cryptography;
using System.Text;
using LlmPolicy.Jwt.Keys;

namespace LlmPolicy.Fuzzing;

/// <summary>What a key server sends, or a manifest holds, that is no PEM.</summary>
internal sealed class KeySetInput : ReaderInput
{
    private static readonly JwksReader Reader = new(Policies.Options.Ed25519);

    public override string Name => "keys";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            string[] keys =
            [
                SigningKey.Rsa().Jwk("\"kid\":\"a\"", "\"use\":\"sig\""), SigningKey.Rsa("PS384").Jwk("\"alg\":\"PS384\""), SigningKey.Ec().Jwk("\"kid\":\"b\""), SigningKey.Ec("ES512").Jwk("\"alg\":\"ES512\""),
                SigningKey.Hmac().Jwk("\"key_ops\":[\"verify\"]"), $$"""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
            ];
            using var key = RSA.Create(2048);
            string certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("cn=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).ExportCertificatePem();
            string[] sets =
            [
                .. keys, $$"""{"keys":[{{string.Join(',', keys)}}]}""", $$"""{"keys":[{"kty":"RSA"},{{keys[2]}}, 7]}""",
                $$"""{"{{1}}":{{System.Text.Json.JsonSerializer.Serialize(certificate)}}}""",
            ];
            return sets.Select(Encoding.UTF8.GetBytes);
        }
    }

    public override IEnumerable<string> Words =>
        ["\"keys\":[", "\"kty\":", "\"RSA\"", "\"EC\"", "\"oct\"", "\"OKP\"", "\"crv\":", "\"P-256\"", "\"P-384\"", "\"P-521\"", "\"Ed25519\"", "\"n\":", "\"e\":\"AQAB\"", "\"x\":", "\"y\":", "\"k\":", "\"kid\":", "\"alg\":", "\"use\":", "\"sig\"", "\"key_ops\":", "\"x5c\":[", "\"d\":", "-----BEGIN CERTIFICATE-----"];

    public override bool Read(byte[] input)
    {
        var sent = Reader.ReadSet(input);
        Promise(sent.Keys.Count > 0 == sent.Error is null, "keys without a key, or an error beside keys");
        Promise(Described(sent) == Described(Reader.ReadSet(input)), "the same document gives other keys");
        foreach (var key in sent.Keys)
        {
            Promise(!Signatures.AnyPasses(key), "a key takes a signature that nobody made");
        }

        var local = Reader.ReadLocal(Encoding.UTF8.GetString(input));
        Promise(sent.Keys.Count == 0 || local.Keys.Count == sent.Keys.Count, "what a server may send is none in a manifest");
        return local.Keys.Count > 0;
    }

    private static string Described(KeyReading reading) => $"{string.Join('|', reading.Keys.Select(key => $"{key.GetType().Name} {key.KeyId} {key.Algorithm}"))} {reading.Error} {reading.Skipped}";
}
