using System.Text.Json;
using LlmPolicy.Jwt.Keys;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Tests;

/// <summary>The test vectors of Project Wycheproof, and where we answer otherwise than they are labelled, by reason.</summary>
public sealed class WycheproofTests
{
    private static readonly Dictionary<string, int[]> OfSignatures = new()
    {
        ["the key's alg is not the token's"] = [346, 350],
        ["there is no algorithm ES521"] = [347, 351],
        ["use and key_ops of a key are not looked at, as in Envoy"] = [353, 354, 355, 356],
        ["the vector is the valid token itself: its padding got lost"] = [367, 370],
        ["foreign characters in a part are no base64url"] = [372, 373],
        ["r and s may begin with zeros, as in Envoy"] = [379, 385],
    };

    private static readonly Dictionary<string, int[]> OfKeys = new()
    {
        ["a set may mix kinds of keys, as in Envoy"] = [1],
        ["a set may hold two keys of one kid, as in Envoy"] = [4],
        ["a modulus is not searched for the ROCA pattern"] = [7],
        ["use and key_ops of a key are not looked at, as in Envoy"] = [21],
    };

    private static readonly Dictionary<string, int[]> OfCrypto = new()
    {
        ["a modulus is not searched for the ROCA pattern"] = [46],
        ["a set may mix kinds of keys, as in Envoy"] = [47],
    };

    [Fact]
    public void Signed_tokens_verify_as_labelled()
    {
        Differing("json_web_signature_test.json", 401).ShouldBe(OfSignatures.Values.SelectMany(ids => ids), ignoreOrder: true);
    }

    [Fact]
    public void Keys_are_usable_as_labelled()
    {
        Differing("json_web_key_test.json", 26).ShouldBe(OfKeys.Values.SelectMany(ids => ids), ignoreOrder: true);
    }

    [Fact]
    public void Signed_tokens_beside_encrypted_ones_verify_as_labelled()
    {
        Differing("json_web_crypto_test.json", 83).ShouldBe(OfCrypto.Values.SelectMany(ids => ids), ignoreOrder: true);
    }

    [Theory]
    [AbuseCase("T14")]
    [InlineData("json_web_crypto_test.json", 34)]
    [InlineData("json_web_encryption_test.json", 139)]
    public void No_encrypted_token_is_taken(string file, int count)
    {
        string[] tokens = [.. Vectors(file).Where(v => v.Test.TryGetProperty("jwe", out _)).Select(v => Text(v.Test.GetProperty("jwe")))];

        tokens.Length.ShouldBe(count);
        tokens.ShouldAllBe(token => Lab.Policy.Decide(Requests.WithToken(token, Lab.Path)).Response!.StatusCode == (token.Contains('\n') ? 400 : 401));
    }

    [Theory]
    [AbuseCase("T27")]
    [InlineData("rsa_signature_2048_sha256_test.json", "RS256", 259)]
    [InlineData("rsa_signature_2048_sha384_test.json", "RS384", 258)]
    [InlineData("rsa_signature_2048_sha512_test.json", "RS512", 259)]
    [InlineData("rsa_signature_4096_sha256_test.json", "RS256", 258)]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test.json", "PS256", 108)]
    [InlineData("rsa_pss_2048_sha384_mgf1_48_test.json", "PS384", 141)]
    [InlineData("rsa_pss_4096_sha512_mgf1_64_test.json", "PS512", 179)]
    [InlineData("ecdsa_secp256r1_sha256_p1363_test.json", "ES256", 262)]
    [InlineData("ecdsa_secp384r1_sha384_p1363_test.json", "ES384", 280)]
    [InlineData("ecdsa_secp521r1_sha512_p1363_test.json", "ES512", 318)]
    public void Raw_signatures_verify_as_labelled(string file, string algorithm, int count)
    {
        var wrong = new List<string>();
        var vectors = Vectors(file).ToList();
        foreach (var byKey in vectors.GroupBy(v => Text(v.Group.GetProperty("publicKeyPem"))))
        {
            var key = new JwksReader(null).ReadLocal(byKey.Key).Keys.SingleOrDefault();
            foreach (var (_, test) in byKey)
            {
                bool verifies = key?.Verify(Jws.Algorithm(algorithm)!, Hex(test, "msg"), Hex(test, "sig")) == JwtStatus.Ok;
                string result = Text(test.GetProperty("result"));
                if (result != "acceptable" && verifies != (result == "valid") && !IsOfAnotherWidth(test))
                {
                    wrong.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")} {result}");
                }
            }
        }

        vectors.Count.ShouldBe(count);
        wrong.ShouldBe([]);
    }

    [Theory]
    [InlineData("hmac_sha256_test.json", "HS256", 256)]
    [InlineData("hmac_sha384_test.json", "HS384", 384)]
    [InlineData("hmac_sha512_test.json", "HS512", 512)]
    public void Raw_codes_verify_as_labelled_and_cut_ones_never(string file, string algorithm, int bits)
    {
        foreach (var (group, test) in Vectors(file))
        {
            bool whole = group.GetProperty("tagSize").GetInt32() == bits;
            bool verifies = new HmacKey("", "", Hex(test, "key")).Verify(Jws.Algorithm(algorithm)!, Hex(test, "msg"), Hex(test, "tag")) == JwtStatus.Ok;

            verifies.ShouldBe(whole && Text(test.GetProperty("result")) == "valid", Text(test.GetProperty("comment")));
        }
    }

    /// <summary>Envoy parts an ECDSA signature in the middle, whatever its length, and so do we: numbers that are right verify at any width.</summary>
    private static bool IsOfAnotherWidth(JsonElement test) =>
        Text(test.GetProperty("comment")) is "incorrect size of signature" or "prepending 0's to signature" or "appending null value to signature";

    private static List<int> Differing(string file, int count)
    {
        var vectors = Vectors(file).ToList();
        vectors.Count.ShouldBe(count);
        return [.. vectors
            .Where(v => v.Test.TryGetProperty("jws", out _))
            .Where(v => Jws.Verifies(Keys(v.Group), Text(v.Test.GetProperty("jws"))) != (Text(v.Test.GetProperty("result")) == "valid"))
            .Select(Id)];
    }

    private static string Keys(JsonElement group) => (group.TryGetProperty("public", out var key) ? key : group.GetProperty("private")).GetRawText();

    private static int Id((JsonElement Group, JsonElement Test) vector) => vector.Test.GetProperty("tcId").GetInt32();

    private static byte[] Hex(JsonElement test, string name) => Convert.FromHexString(Text(test.GetProperty(name)));

    /// <summary>A text, or JSON where a vector has that in place of it.</summary>
    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Vectors(string file) => Repository.CorpusJson("wycheproof", file)
        .GetProperty("testGroups").EnumerateArray().SelectMany(g => g.GetProperty("tests").EnumerateArray().Select(t => (g, t)));
}
