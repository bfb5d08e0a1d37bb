using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>An entry of a key set.</summary>
    /// <param name="Json">What is written.</param>
    /// <param name="IsKey">Whether it can be read as a key.</param>
    /// <param name="Rule">The rule that it breaks by being weak; null for none.</param>
    /// <param name="Signer">What signs for it; null where nothing here does.</param>
    private sealed record Entry(string Json, bool IsKey, string? Rule = null, SigningKey? Signer = null);

    private static readonly SigningKey Stranger = SigningKey.Hmac();

    /// <summary>Every kind of entry, good, weak and such as can't be read.</summary>
    private static readonly Entry[] Entries =
    [
        .. new[] { "HS256", "HS384", "HS512", "ES256", "ES384", "RS256", "PS384" }.SelectMany(a => new[] { Good(KeyRing.Of(a)), Good(KeyRing.Of(a, 1), $"\"alg\":\"{a}\"") }),

        // Without its alg it ends the search where a signature has another length, as in Envoy.
        Good(KeyRing.Of("EdDSA"), "\"alg\":\"EdDSA\""),
        .. new[] { 1, 16, 31 }.Select(bytes => Weak(SigningKey.Hmac("HS256", bytes))), Weak(SigningKey.Hmac("HS384", 47)), Weak(SigningKey.Hmac("HS512", 63)), Weak(SigningKey.Hmac("HS512", 32)),
        .. new[] { 128, 192, 255 }.Select(bytes => new Entry(Rsa([0xc1, .. new byte[bytes - 2], 0x11], [1, 0, 1]).Jwk, true, StrictnessRules.KeyRsaSize)), new(SigningKey.Rsa(bits: 1024).Jwk(), true, StrictnessRules.KeyRsaSize),
        .. new[]
        {
            """{"kty":"unknown"}""", "{}", """{"kty":1}""", """{"kty":"oct"}""", """{"kty":"oct","k":""}""", """{"kty":"oct","k":"!"}""", $$"""{{{KeyRing.Of("HS256").JwkMembers}},"alg":"RS256"}""", $$"""{{{KeyRing.Of("ES256").JwkMembers}},"alg":"ES384"}""",
            """{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}""", """{"kty":"EC","crv":"P-224","x":"AQ","y":"AQ"}""", """{"kty":"RSA","n":"AQ"}""", """{"kty":"OKP","crv":"Ed25519","x":"AQ"}""", """{"kty":"OKP","crv":"X25519"}""", Rsa([0xc1, .. new byte[254], 0x11], [2]).Jwk,
            "null", "1", "\"a\"", "[]",
        }.Select(json => new Entry(json, false)),
    ];

    private static Entry Good(SigningKey key, params string[] more) => new(key.Jwk(more), true, null, key);

    private static Entry Weak(SigningKey key) => new(key.Jwk($"\"alg\":\"{key.Algorithm}\""), true, StrictnessRules.KeyHmacSize, key);

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

    [Fact]
    public void A_set_takes_what_each_of_its_keys_takes_alone_and_one_that_is_weak_is_told_wherever_it_stands()
    {
        string[][] laxRules = [[], [], [StrictnessRules.KeyRsaSize], [StrictnessRules.KeyHmacSize], [StrictnessRules.KeyRsaSize, StrictnessRules.KeyHmacSize]];
        int told = 0;
        int taken = 0;
        Gen.Select(Gen.OneOf(Entries).Array[1, 5], Gen.OneOf(laxRules)).Hold(
            one =>
            {
                var (entries, lax) = one;
                PolicyCompilerOptions options = new() { Ed25519 = KeyRing.Options.Ed25519, LaxRules = lax.ToHashSet() };
                string set = $"{{\"keys\":[{string.Join(',', entries.Select(entry => entry.Json))}]}}";
                var weak = entries.Where(entry => entry.Rule is { } rule && !lax.Contains(rule)).ToList();
                var good = entries.Where(entry => entry.IsKey).Except(weak).ToList();

                // Written in a manifest: one that is weak spoils all, and what can't be read is skipped where there is another.
                var local = Load(set, options);
                local.Diagnostics.Any(d => d.Code == DiagnosticCodes.WeakKey).ShouldBe(weak.Count > 0, set);
                (local.Policy is not null).ShouldBe(weak.Count == 0 && good.Count > 0, set);
                if (local.Policy is { } policy)
                {
                    entries.Where(entry => entry.Signer is not null).ShouldAllBe(entry => Reason(policy, entry.Signer!.Sign("{}")) == ReasonCodes.Forwarded, set);
                    Reason(policy, Stranger.Sign("{}")).ShouldNotBe(ReasonCodes.Forwarded);
                }

                // Fetched: the weak ones are left out.
                var remote = Remote(options);
                var fetched = remote.ReadKeys(Encoding.UTF8.GetBytes(set), out _);
                (fetched?.Count ?? 0).ShouldBe(entries.Count(entry => good.Contains(entry)), set);
                if (fetched is not null)
                {
                    PolicyFacts facts = new() { Keys = RemoteKeySets.Empty.With(remote.RemoteKeys[0], fetched).Settled(remote.RemoteKeys[0]) };
                    foreach (var entry in entries.Where(entry => entry.Signer is not null))
                    {
                        remote.Evaluate(Request(entry.Signer!.Sign("{}")), facts, AskShape.Now).IsAllowed.ShouldBe(good.Contains(entry), set);
                    }
                }

                Interlocked.Add(ref told, weak.Count);
                Interlocked.Add(ref taken, local.Policy is null ? 0 : good.Count);
            },
            400);

        told.ShouldBeGreaterThan(100);
        taken.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Of_certificates_by_key_id_one_that_is_weak_or_can_not_be_read_is_told_wherever_it_stands()
    {
        using RSA one = RSA.Create(2048), other = RSA.Create(2048), small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (string Pem, string? Code, SigningKey? Signer)[] certificates =
        [
            (Certificate(Of(one)), null, SigningKey.Of(one)), (Certificate(Of(other)), null, SigningKey.Of(other)),
            (Certificate(Of(small)), DiagnosticCodes.WeakKey, null), (Certificate(new CertificateRequest("CN=a", curve, HashAlgorithmName.SHA256)), DiagnosticCodes.Keys, null),
        ];
        var all = Enumerable.Range(0, certificates.Length).ToList();
        foreach (int[] order in (int[][])[.. all.Select(a => new[] { a }), .. from a in all from b in all select new[] { a, b }, .. from a in all from b in all from c in all select new[] { a, b, c }])
        {
            var map = Load(new JsonTree.Object([.. order.Select((index, i) => ($"k{i}", (JsonTree)certificates[index].Pem))]).ToString(), KeyRing.Options);
            string[] codes = [.. order.Select(index => certificates[index].Code).OfType<string>()];
            string? expected = codes.Contains(DiagnosticCodes.Keys) ? DiagnosticCodes.Keys : codes.FirstOrDefault();

            map.Diagnostics.Where(d => d.Code is DiagnosticCodes.Keys or DiagnosticCodes.WeakKey).Select(d => d.Code).FirstOrDefault().ShouldBe(expected, string.Join(' ', order));
            (map.Policy is null).ShouldBe(expected is not null);
            order.Where(_ => map.Policy is not null).ShouldAllBe(index => Reason(map.Policy!, certificates[index].Signer!.Sign("{}")) == ReasonCodes.Forwarded);
        }

        static CertificateRequest Of(RSA rsa) => new("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        static string Certificate(CertificateRequest request)
        {
            using var made = request.CreateSelfSigned(AskShape.Now, AskShape.Now.AddDays(1));
            return made.ExportCertificatePem().ReplaceLineEndings("\n") + "\n";
        }
    }

    private static CompiledPolicy Remote(PolicyCompilerOptions options) =>
        new PolicyShape([new ProviderShape("p0", "HS256", 0, KeyForm.Remote, null, [], 0, Place.Usual, false)], null, "jwt", null, null).Compile(options);

    private static CompiledPolicy? Compile(string key)
    {
        var compilation = Load(key, KeyRing.Options);
        (compilation.Policy is not null || compilation.Diagnostics.Any(d => d.Code is DiagnosticCodes.Keys or DiagnosticCodes.WeakKey)).ShouldBeTrue(string.Join('\n', compilation.Diagnostics));
        return compilation.Policy;
    }

    private static PolicyCompilation Load(string key, PolicyCompilerOptions options)
    {
        string jwt = new JsonTree.Object(("providers", new JsonTree.Object(("p0", new JsonTree.Object(("jwks", new JsonTree.Object(("local", new JsonTree.Object(("key", key)))))))))).ToString();
        return PolicyCompiler.Compile([new ManifestFile("policy.yaml", $"{PolicyShape.OneRoute($"{{jwt: {jwt}}}")}\n---\n{PolicyShape.Up}")], options);
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
