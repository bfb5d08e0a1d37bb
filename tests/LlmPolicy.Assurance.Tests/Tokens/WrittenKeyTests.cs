using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A key is the same key in each way of writing it, or it is none in all of them; and nothing that is written in a key's place throws.</summary>
public sealed class WrittenKeyTests
{
    private const string RsaOid = "1.2.840.113549.1.1.1";

    /// <summary>Curves by their name in DER, and as a JWK calls them or would call them.</summary>
    private static readonly (string Oid, string Crv, string Alg)[] Curves =
    [
        ("1.2.840.10045.3.1.7", "P-256", "ES256"), ("1.3.132.0.34", "P-384", "ES384"), ("1.3.132.0.35", "P-521", "ES512"),
        ("1.3.132.0.10", "secp256k1", "ES256"), ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", "ES256"), ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", "ES384"),
        ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", "ES512"), ("1.3.132.0.33", "P-224", "ES256"),
    ];

    private static readonly byte[][] Exponents =
        [[1, 0, 1], [3], [1], [2], [17], [1, 0, 3], [1, 0, 0, 0, 1], [.. Enumerable.Repeat((byte)0x7f, 255)], [0x7f, .. Enumerable.Repeat((byte)0xff, 254)], [.. Enumerable.Repeat((byte)0xff, 256)]];

    private sealed record Written(string Pem, string Jwk, Func<string, string>? Sign)
    {
        public override string ToString() => $"{Pem}\n{Jwk}";
    }

    private static readonly Gen<Written> EcKey = Gen.Select(Gen.Int[0, Curves.Length - 1], Gen.Bool, (index, other) => Ec(Curves[index]));

    private static readonly Gen<Written> RsaNumbers = Gen.Select(
        Gen.Frequency((5, 256), (1, 257), (1, 255), (1, 128), (1, 2_048), (1, 2_049), (1, 63)), Gen.OneOf(Exponents), Gen.Byte, Gen.Frequency((4, true), (1, false)),
        (bytes, exponent, fill, isOdd) => Rsa([0xc1, .. Enumerable.Repeat(fill, bytes - 2), (byte)(isOdd ? 0x11 : 0x10)], exponent));

    [Fact]
    public void A_PEM_loads_if_and_only_if_the_JWK_of_the_same_numbers_does_and_verifies_the_same_tokens()
    {
        int loaded = 0;
        int refused = 0;
        Gen.Frequency((3, EcKey), (2, RsaNumbers)).Hold(
            written =>
            {
                var pem = Compile(written.Pem);
                var jwk = Compile(written.Jwk);

                (pem is not null).ShouldBe(jwk is not null);
                Interlocked.Increment(ref pem is null ? ref refused : ref loaded);
                if (pem is not null && written.Sign is { } sign)
                {
                    string token = sign("""{"sub":"me"}""");
                    Reason(pem, token).ShouldBe(ReasonCodes.Forwarded);
                    Reason(jwk!, token).ShouldBe(ReasonCodes.Forwarded);
                    Reason(pem, sign("""{"sub":"me"}""")[..^2]).ShouldNotBe(ReasonCodes.Forwarded);
                }
            },
            400);

        loaded.ShouldBeGreaterThan(20);
        refused.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Whatever_stands_in_a_keys_place_it_loads_or_is_told_and_nothing_throws()
    {
        string[] seeds =
        [
            .. KeyRing.Algorithms.Select(a => KeyRing.Of(a).PublicKey), .. KeyRing.Algorithms.Select(a => KeyRing.Of(a).Jwk($"\"alg\":\"{a}\"", "\"kid\":\"k1\"")),
            .. KeyRing.Algorithms.Select(a => $$"""{"keys":[{{KeyRing.Of(a).Jwk()}},{{KeyRing.Of("HS256").Jwk()}}]}"""), .. Curves.Select(c => Ec(c).Pem), .. Exponents.Select(e => Rsa([0xc1, .. new byte[254], 0x11], e).Pem),
        ];
        string[] tokens = [.. KeyRing.Algorithms.Select(a => KeyRing.Of(a).Sign("{}"))];
        var remote = new PolicyShape([new ProviderShape("p0", "HS256", 0, KeyForm.Remote, null, [], 0, Place.Usual, false)], null, "jwt", null, null).Compile();
        Gen.Select(Gen.OneOf(seeds), Gen.Int, Gen.OneOf(tokens)).Hold(
            one =>
            {
                var (seed, chance, token) = one;
                string text = Mutant(seed, new Random(chance));

                var local = Compile(text);
                var fetched = remote.ReadKeys(Encoding.UTF8.GetBytes(text), out string? problem);

                (fetched is null).ShouldBe(problem is not null);
                if (local is not null)
                {
                    Reason(local, token).ShouldNotBeEmpty();
                }

                if (fetched is not null)
                {
                    var source = remote.RemoteKeys[0];
                    remote.Evaluate(Request(token), new PolicyFacts { Keys = RemoteKeySets.Empty.With(source, fetched).Settled(source) }, AskShape.Now).Reason.ShouldNotBeEmpty();
                }
            },
            4_000);
    }

    private static CompiledPolicy? Compile(string key)
    {
        string jwt = new JsonTree.Object(("providers", new JsonTree.Object(("p0", new JsonTree.Object(("jwks", new JsonTree.Object(("local", new JsonTree.Object(("key", key)))))))))).ToString();
        string manifest = $$$"""
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs, namespace: default}
            spec: {virtualHost: {domains: ['*'], options: {jwt: {{{jwt}}} }, routes: [{routeAction: {single: {upstream: {name: up, namespace: default} } } }] } }
            ---
            {{{PolicyShape.Up}}}
            """;
        var compilation = PolicyCompiler.Compile([new ManifestFile("policy.yaml", manifest)], KeyRing.Options);
        (compilation.Policy is not null || compilation.Diagnostics.Any(d => d.Code is DiagnosticCodes.Keys or DiagnosticCodes.WeakKey)).ShouldBeTrue(string.Join('\n', compilation.Diagnostics));
        return compilation.Policy;
    }

    private static PolicyRequest Request(string token) => new() { Method = "GET", Target = "/", Authority = "any.test", Headers = [new("authorization", $"Bearer {token}")] };

    private static string Reason(CompiledPolicy policy, string token) => policy.Evaluate(Request(token), PolicyFacts.None, AskShape.Now).Reason;

    private static Written Ec((string Oid, string Crv, string Alg) curve)
    {
        var ecdsa = ECDsa.Create(ECCurve.CreateFromValue(curve.Oid));
        var point = ecdsa.ExportParameters(false).Q;
        string jwk = $$"""{"kty":"EC","crv":"{{curve.Crv}}","alg":"{{curve.Alg}}","x":"{{SigningKey.Encode(point.X!)}}","y":"{{SigningKey.Encode(point.Y!)}}"}""";
        var hash = curve.Alg switch { "ES384" => HashAlgorithmName.SHA384, "ES512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        var key = new SigningKey(curve.Alg, "", "", data => ecdsa.SignData(data, hash));
        return new(ecdsa.ExportSubjectPublicKeyInfoPem(), jwk, key.Sign);
    }

    private static Written Rsa(byte[] modulus, byte[] exponent)
    {
        AsnWriter numbers = new(AsnEncodingRules.DER);
        using (numbers.PushSequence())
        {
            numbers.WriteIntegerUnsigned(modulus);
            numbers.WriteIntegerUnsigned(exponent);
        }

        AsnWriter info = new(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(RsaOid);
                info.WriteNull();
            }

            info.WriteBitString(numbers.Encode());
        }

        return new(
            PemEncoding.WriteString("PUBLIC KEY", info.Encode()),
            $$"""{"kty":"RSA","alg":"RS256","n":"{{SigningKey.Encode(modulus)}}","e":"{{SigningKey.Encode(exponent)}}"}""", null);
    }

    /// <summary>A PEM's bytes changed, or a JSON document's characters.</summary>
    private static string Mutant(string seed, Random chance)
    {
        if (!seed.StartsWith("-----", StringComparison.Ordinal))
        {
            return new string([.. Mutant(seed.ToCharArray(), chance, () => "{}[]\",:\\x0AZ-_="[chance.Next(15)])]);
        }

        byte[] der = Convert.FromBase64String(string.Concat(seed.Split('\n').Where(line => !line.StartsWith('-'))));
        return PemEncoding.WriteString("PUBLIC KEY", [.. Mutant(der, chance, () => (byte)chance.Next(256))]);
    }

    private static List<T> Mutant<T>(T[] seed, Random chance, Func<T> any)
    {
        List<T> items = [.. seed];
        for (int changes = chance.Next(1, 4); changes > 0 && items.Count > 1; changes--)
        {
            // What can go wrong of a key stands mostly at its begin: lengths, algorithms, curves.
            int at = chance.Next(chance.Next(2) == 0 ? Math.Min(40, items.Count) : items.Count);
            switch (chance.Next(4))
            {
                case 0:
                    items.Insert(at, any());
                    break;
                case 1:
                    items.RemoveAt(at);
                    break;
                case 2 when chance.Next(4) == 0:
                    items.RemoveRange(at, items.Count - at);
                    break;
                default:
                    items[at] = any();
                    break;
            }
        }

        return items;
    }
}
