using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Which public keys a PEM may hold: those that Gloo makes a JWK of, and that Envoy then takes as one.</summary>
public sealed class PemTests
{
    private static readonly string[] Algorithms = ["RS256", "ES256", "ES384", "ES512"];

    // Throw-away public keys, made by OpenSSL.
    private const string P256 = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExOrFdWmpeppuT6h8ROZ8H094KKoeBjVZC9yFTkDxo116oK51KVbUAyUpGttTTo4KK1aHFlmoD6XG0V9OQHbRpw==";

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["brainpoolP256r1"] = "MFowFAYHKoZIzj0CAQYJKyQDAwIIAQEHA0IABFD3rFphIkCW773Gl7edTyPmK15OljD4D2yGlfkJiDjBVlEITRlaRyl0Ya4Ceg3fD7kGjJhjfRuD9XdShF4WRco=",
        ["brainpoolP384r1"] = "MHowFAYHKoZIzj0CAQYJKyQDAwIIAQELA2IABApUmPeshe1hzNePTlKQCiIEcoZaSqlAhGqEbI3MsXeaw6Ii9z+7Bta1YEQIQRcrEyoydcAM46dvJhHE3CpdRWXXpj12r4NYuuVbW/9DqLLllORYQ46Is8KtTsEdJifaQw==",
        ["brainpoolP512r1"] = "MIGbMBQGByqGSM49AgEGCSskAwMCCAEBDQOBggAENI+nFYOsRrbtew+0+aEpUwpLOWLuiSqG/sQT6D+Orkd5vGavqwLf0TGU4fdmJAqR3WjrfJuTOtgzSJWVAeV2bWw1jtsnZ1R39+bxY2Wl8z2Wr/SE7dsqul8Z41bfsfSqJ+NdIxJ1RaiqWagd6f/e7dD/Bav+/jay4uRzU4S+i0I=",
        ["secp256k1"] = "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEdv3ksVTWko+HJYKHAVEh1syQ9x0aFXE82Sjw8er4QNQWSqQkv8EdYp26X0u3g4atppUFhVmMQjIW1NyKur9dYA==",
        ["P-224"] = "ME4wEAYHKoZIzj0CAQYFK4EEACEDOgAEcBzvcEwXRaN3ge1KZd5ZrmLcyckBZiW8AR6cjdFsv/08EcmKxq+nPAOGNIutMBAEkzGgOZOu6rc=",
        ["P-192"] = "MEkwEwYHKoZIzj0CAQYIKoZIzj0DAQEDMgAEO21Wc8SFfti+24rp3qEDz22txyAZxCVyThmjEjL3VIe3JOZ+S+T/XBRpWy7/u7IY",
        ["P-256, its parameters spelled out"] = "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABMTqxXVpqXqabk+ofETmfB9PeCiqHgY1WQvchU5A8aNdeqCudSlW1AMlKRrbU06OCitWhxZZqA+lxtFfTkB20ac=",
        ["P-256, the point compressed"] = "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADxOrFdWmpeppuT6h8ROZ8H094KKoeBjVZC9yFTkDxo10=",
        ["a curve that nobody knows"] = Replaced(P256, "2A8648CE3D030107", "2A8648CE3D030163"),
        ["a point that is not on the curve"] = Replaced(P256, "04C4EAC5", "04C4EAC6"),
        ["P-256, with a byte behind"] = Convert.ToBase64String([.. Convert.FromBase64String(P256), 0]),
        ["an exponent of 1"] = Rsa([1]),
        ["an exponent of 17"] = Rsa([17]),
        ["an exponent of 65539"] = Rsa([1, 0, 3]),
        ["an exponent as long as the modulus"] = Rsa([.. Enumerable.Repeat((byte)0x7f, 255)]),
        ["RSA, a byte behind its numbers"] = Rsa([1, 0, 1], behindNumbers: [0]),
        ["RSA, a third number"] = Rsa([1, 0, 1], third: Integer([1])),
        ["RSA, something behind its parameters"] = Rsa([1, 0, 1], algorithm: "300F06092A864886F70D01010105000500"),
        ["RSA without parameters"] = Rsa([1, 0, 1], algorithm: "300B06092A864886F70D010101"),
        ["RSA, something behind the key"] = Rsa([1, 0, 1], behindKey: [5, 0]),
        ["RSA, a negative modulus"] = Rsa([1, 0, 1], modulus: Tagged(2, [0x80, .. Enumerable.Repeat((byte)0x5a, 254), 0x11])),
        ["P-256, something behind its curve"] = Replaced(P256, "3059301306072A8648CE3D020106082A8648CE3D030107", "305B301506072A8648CE3D020106082A8648CE3D0301070500"),
        ["P-256, a bit that is left over"] = WithABitLeftOver(),
        ["Ed25519 with parameters"] = Convert.ToBase64String([0x30, 0x2c, 0x30, 0x07, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x05, 0x00, 0x03, 0x21, 0x00, .. Enumerable.Repeat((byte)7, 32)]),
        ["Ed25519, a byte too short"] = Convert.ToBase64String([0x30, 0x29, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x20, 0x00, .. Enumerable.Repeat((byte)7, 31)]),
        ["an even modulus"] = Rsa([1, 0, 1], last: 0x10),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [AbuseCase("T28")]
    [MemberData(nameof(Names))]
    public void A_key_that_Envoy_would_not_load_is_said_and_not_loaded(string name)
    {
        var diagnostic = Compile(Pem(Refused[name])).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.Keys);
        diagnostic.Message.ShouldContain("P-256, P-384 or P-521");
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a block '-----BEGIN PUBLIC KEY-----' is wanted")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "neither RSA (512 to 16,384 bits, with the exponent 3 or 65537), Ed25519, nor EC on P-256, P-384 or P-521 by name")]
    public void What_is_wrong_with_a_block_is_told(string pem, string why) =>
        Compile(pem).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain($"PEM pubkey parse fails: {why}");

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public void A_PEM_has_no_kid_and_takes_tokens_with_any(string algorithm)
    {
        var key = Keys.Of(algorithm);

        JwtPolicies.With(key.PublicKey).Refusal(key.Sign($$"""{"alg":"{{algorithm}}","kid":"any"}""", "{}")).ShouldBeNull();
    }

    [Fact]
    public void What_they_were_made_of_loads()
    {
        Compile(Pem(P256)).Diagnostics.ShouldBeEmpty();
        Compile(Pem(Rsa([1, 0, 1]))).Diagnostics.ShouldBeEmpty();
        Compile(Pem(Rsa([3]))).Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("secp256k1")]
    [InlineData("brainpoolP256r1")]
    [InlineData("P-224")]
    [InlineData("1.2.840.10045.3.1.7")]
    [InlineData("ES256")]
    public void A_curve_is_named_as_in_RFC_7518_in_a_JWK_too(string crv)
    {
        string jwk = Keys.Ec.Jwk().Replace("P-256", crv, StringComparison.Ordinal);

        Compile(jwk).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Keys);
    }

    [Fact]
    public void Whatever_a_PEM_holds_it_is_a_key_or_a_diagnostic()
    {
        byte[][] seeds =
        [
            .. Refused.Values.Append(P256).Select(Convert.FromBase64String),
            .. Algorithms.Select(a => PemBytes(Keys.Of(a).PublicKey)),
            Convert.FromHexString("302A300506032B6570032100" + new string('1', 64)),
        ];
        string[] tokens = [.. Algorithms.Select(a => Keys.Of(a).Sign("{}"))];
        int loaded = 0;
        for (int i = 0; i < 6_000; i++)
        {
            var chance = new Random(i);
            byte[] mutant = Mutant(seeds[i % seeds.Length], chance);

            var compilation = Compile(Pem(Convert.ToBase64String(mutant)));

            if (compilation.Policy is { } policy)
            {
                loaded++;
                tokens.ShouldAllBe(token => policy.Decide(Requests.WithToken(token)).Reason.Length > 0);
            }
            else
            {
                compilation.Diagnostics.ShouldHaveSingleItem().Code.ShouldBeOneOf(DiagnosticCodes.Keys, DiagnosticCodes.WeakKey);
            }
        }

        // Some remain keys: a bit of a modulus is as good as the other.
        loaded.ShouldBeInRange(10, 3_000);
    }

    private static byte[] Mutant(byte[] seed, Random chance)
    {
        var bytes = seed.ToList();
        for (int changes = chance.Next(1, 4); changes > 0; changes--)
        {
            // Most of what can go wrong is in the first bytes: lengths, algorithms, curves.
            int at = chance.Next(chance.Next(2) == 0 ? Math.Min(40, bytes.Count) : bytes.Count);
            switch (chance.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 2:
                    bytes.Insert(at, (byte)chance.Next(256));
                    break;
                case 3 when bytes.Count > 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at + 1, bytes.Count - at - 1);
                    break;
            }
        }

        return [.. bytes];
    }

    private static PolicyCompilation Compile(string key) => Compiling.Compile(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(key)));

    private static string Pem(string base64)
    {
        var lines = new StringBuilder("-----BEGIN PUBLIC KEY-----\n");
        foreach (char[] line in base64.Chunk(64))
        {
            lines.Append(line).Append('\n');
        }

        return lines.Append("-----END PUBLIC KEY-----\n").ToString();
    }

    private static byte[] PemBytes(string pem) => Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));

    private static string Replaced(string base64, string hex, string by) =>
        Convert.ToBase64String(Convert.FromHexString(Convert.ToHexString(Convert.FromBase64String(base64)).Replace(hex, by, StringComparison.Ordinal)));

    private static string Rsa(
        byte[] exponent, byte last = 0x11, byte[]? modulus = null, byte[]? third = null, byte[]? behindNumbers = null, byte[]? behindKey = null,
        string algorithm = "300D06092A864886F70D0101010500")
    {
        byte[] numbers = Sequence([.. modulus ?? Integer([0xc1, .. Enumerable.Repeat((byte)0x5a, 254), last]), .. Integer(exponent), .. third ?? []]);
        byte[] key = Tagged(3, [0, .. numbers, .. behindNumbers ?? []]);
        return Convert.ToBase64String(Sequence([.. Convert.FromHexString(algorithm), .. key, .. behindKey ?? []]));
    }

    /// <summary>DER wants the bits that do not count to be 0: every other point ends in one.</summary>
    private static string WithABitLeftOver()
    {
        byte[] der;
        do
        {
            using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            der = key.ExportSubjectPublicKeyInfo();
        }
        while (der[^1] % 2 != 0);

        der[^66] = 1;
        return Convert.ToBase64String(der);
    }

    private static byte[] Integer(byte[] number) => Tagged(2, number[0] < 0x80 ? number : [0, .. number]);

    private static byte[] Sequence(byte[] content) => Tagged(0x30, content);

    private static byte[] Tagged(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };
}
