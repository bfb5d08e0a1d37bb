using System.Buffers.Text;
using System.Text.Json;
using LlmPolicy.Codec;
using LlmPolicy.Exchanges;
using LlmPolicy.Jwt;
using LlmPolicy.Jwt.Keys;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Tests;

/// <summary>The cases of Envoy's own JWT tests, and where we answer otherwise, by reason.</summary>
public sealed class EnvoyCorpusTests
{
    private const string Ed25519 = "an Ed25519 key needs a verifier";

    private static readonly Dictionary<string, string[]> OfVerification = new()
    {
        [Ed25519] =
        [
            "VerifyJwkOKPTest.KidOK", "VerifyJwkOKPTest.NoKidOK", "VerifyJwkOKPTest.NonExistKidFail", "VerifyJwkOKPTest.PubkeyNoAlgOK", "VerifyJwkOKPTest.PubkeyNoKidOK",
            "VerifyJwkOKPTest.WrongSignatureFail", "VerifyPEMTestOKP.VerifyOK", "VerifyPEMTestOKP.jwksIncorrectAlgSpecifiedFail", "VerifyPEMTestOKP.WrongSignatureFail",
        ],
        ["its signature is padded: token.base64url refuses it"] = ["VerifyX509Test.NoKidToken"],
        ["Gloo gives a PEM the algorithm that is usual for it"] =
        [
            "VerifyPKCSTestRs384.OKPem", "VerifyPKCSTestRs512.OKPem", "VerifyPKCSTestRs256.jwksAlgUnspecifiedDoesNotMatchJwtFail",
            "VerifyPKCSTestRs256.jwksIncorrectAlgSpecifiedFail",
        ],
        ["an empty signature is no third section of a token"] =
        [
            "VerifyJwkECTest.EmptySignatureFail", "VerifyJwkECTest.ES384EmptySignatureFail", "VerifyJwkECTest.ES512EmptySignatureFail", "VerifyPemECTest.EmptySignatureFail",
            "VerifyPemECTest.ES384EmptySignatureFail", "VerifyPemECTest.ES512EmptySignatureFail",
        ],
    };

    private static readonly Dictionary<string, string[]> OfKeySets = new()
    {
        ["the case holds a DSA key, which Envoy does not load either"] = ["JwksParseTest.CreateFromPemPopulatesExpectedFields"],
    };

    [Fact]
    public void Tokens_are_read_with_Envoys_status()
    {
        foreach (var each in Cases("parse_cases.json", 33))
        {
            var status = Read(Text(each, "token"), out _);

            (status == JwtStatus.Ok).ShouldBe(each.GetProperty("parses").GetBoolean(), Text(each, "name"));
            status.Body.ShouldBe(EnvoyStatus.WordsOf(Text(each, "expected_status")), Text(each, "name"));
        }
    }

    [Fact]
    public void Tokens_are_verified_with_Envoys_status()
    {
        Cases("verify_cases.json", 65).Where(c => c.GetProperty("keys").ValueKind == JsonValueKind.String && Verified(c) != EnvoyStatus.WordsOf(Text(c, "expected_status")))
            .Select(Name).ShouldBe(OfVerification.Values.SelectMany(names => names), ignoreOrder: true);
    }

    [Fact]
    public void A_signature_with_a_bit_flipped_or_cut_never_verifies()
    {
        int mutants = 0;
        foreach (var each in Cases("signature_mutation_properties.json", 29))
        {
            var keys = new KeySet(new JwksReader(null).ReadLocal(Text(each, "keys")).Keys);
            string signed = Text(each, "token")[..Text(each, "token").LastIndexOf('.')];
            foreach (byte[] signature in Mutants(Base64Url.DecodeFromChars(Text(each, "token").AsSpan(signed.Length + 1))))
            {
                mutants++;
                Read($"{signed}.{Base64Url.EncodeToString(signature)}", out var token).ShouldBe(JwtStatus.Ok);
                keys.Verify(token).ShouldNotBe(JwtStatus.Ok, Name(each));
            }
        }

        mutants.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void Key_sets_load_as_in_Envoy()
    {
        var reader = new JwksReader(new Unasked());

        Cases("jwks_load_cases.json", 84).Where(c => (reader.ReadLocal(Text(c, "keys")).Error is null) != c.GetProperty("loads").GetBoolean())
            .Select(Name).ShouldBe(OfKeySets.Values.SelectMany(names => names), ignoreOrder: true);
    }

    [Fact]
    public void Audiences_are_compared_as_in_Envoy()
    {
        foreach (var each in Cases("audience_cases.json", 35))
        {
            Read(Keys.Hmac.Sign($$"""{"aud":{{each.GetProperty("token_aud").GetRawText()}}}"""), out var token).ShouldBe(JwtStatus.Ok);

            new AudienceList(Texts(each.GetProperty("configured"))).Allows(token.Claims).ShouldBe(each.GetProperty("allowed").GetBoolean(), each.GetRawText());
        }
    }

    [Fact]
    public void Times_are_compared_as_in_Envoy()
    {
        foreach (var each in Cases("time_cases.json", 16))
        {
            string payload = string.Join(',', Member(each, "exp").Concat(Member(each, "nbf")));
            var policy = JwtPolicies.With(Keys.Hmac.PublicKey, $"clockSkewSeconds: {each.GetProperty("clock_skew_s")}");
            var now = DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(each.GetProperty("now").GetUInt64(), 253402300799));

            var decision = policy.Evaluate(Requests.WithToken(Keys.Hmac.Sign($"{{{payload}}}")), PolicyFacts.None, now);

            (decision.Response?.Body ?? "").ShouldBe(EnvoyStatus.WordsOf(Text(each, "expected_status")), each.GetRawText());
        }
    }

    /// <summary>But for cookies, which Gloo has no field for, and repeated <c>Authorization</c> lines, which the proxy joins before any filter sees them.</summary>
    [Fact]
    public void Tokens_are_found_where_Envoy_finds_them()
    {
        string[] left = ["TestCookieToken", "TestCookieTokenAndDefault", "TestDuplicatedHeadersWithDuplicatedTokenPrefixes", "TestDuplicatedHeadersWithUniqueTokenPrefixes"];
        ITokenLocation[] example =
        [
            Header("authorization", "Bearer "), Header("prefix-header", "\"CCCDDD\""), Header("prefix-header", "AAA"), Header("prefix-header", "AAABBB"),
            Header("prefix-header", "CCCDDD"), Header("token-header", ""), new QueryLocation("access_token", Origin), new QueryLocation("token_param", Origin),
        ];
        ITokenLocation[] byProviders = [Header("jwt1", ""), Header("jwt2", "")];
        ITokenLocation[] oneProvider = [Header("prefix-header", "AAA"), new QueryLocation("token_param", Origin)];

        foreach (var each in Repository.CorpusJson("envoy-jwt", "token_extraction_cases.json").GetProperty("cases").EnumerateArray().Where(c => !left.Contains(Text(c, "name"))))
        {
            var locations = Text(each, "name") switch { "TestIssuerNotSpecified" => byProviders, "TestExtractParam" => oneProvider, _ => example };

            TokenReading.Begin(ToExchange(each)).Find(locations).Select(t => t.Text.ToString()).ShouldBe(Texts(each.GetProperty("tokens")), Text(each, "name"));
        }
    }

    private static string Verified(JsonElement each)
    {
        string audiences = each.TryGetProperty("audiences", out var list) ? $"audiences: {list.GetRawText()}" : "";
        var compilation = Compiling.Compile(
            Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(Text(each, "keys").Trim(), audiences)), Compiling.Lax(StrictnessRules.KeyHmacSize, StrictnessRules.KeyRsaSize));
        return compilation.Policy is { } policy
            ? policy.Evaluate(Requests.WithToken(Text(each, "token")), PolicyFacts.None, DateTimeOffset.FromUnixTimeSeconds(1)).Response?.Body ?? ""
            : string.Join('\n', compilation.Diagnostics);
    }

    private static IEnumerable<string> Member(JsonElement each, string name) =>
        each.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? [$"\"{name}\":{number}"] : [];

    private static IEnumerable<byte[]> Mutants(byte[] signature)
    {
        for (int bit = 0; bit < signature.Length * 8; bit += 7)
        {
            byte[] flipped = [.. signature];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }

        for (int length = 3; length < signature.Length; length += 3)
        {
            yield return signature[..length];
        }
    }

    private static JwtStatus Read(string token, out JwtToken read) => JwtReader.Read(token.AsMemory(), new HashSet<string>(), out read);

    private static Exchange ToExchange(JsonElement each)
    {
        (string Name, string Value)[] headers = [.. each.GetProperty("headers").EnumerateArray().Select(h => (h[0].GetString()!, h[1].GetString()!))];
        var request = Requests.Get(headers.FirstOrDefault(h => h.Name == ":path").Value ?? "/", [.. headers.Where(h => h.Name != ":path")]);
        return Exchange.Begin(request, PolicyFacts.None, Deciding.Now, RequestLine.Read(request, out _)!.Value, null);
    }

    private static readonly SourcePosition Origin = new("", 1, 1);

    private static HeaderLocation Header(string name, string prefix) => new(name, prefix, Origin);

    private static List<JsonElement> Cases(string file, int count)
    {
        List<JsonElement> cases = [.. Repository.CorpusJson("envoy-jwt", file).EnumerateArray()];
        cases.Count.ShouldBe(count);
        return cases;
    }

    private static string Name(JsonElement each) => Text(each, "name").Split(':')[^1];

    private static string Text(JsonElement each, string name) => each.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString()!)];

    /// <summary>Lets Ed25519 keys load.</summary>
    private sealed class Unasked : IEd25519Verifier
    {
        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => false;
    }
}
