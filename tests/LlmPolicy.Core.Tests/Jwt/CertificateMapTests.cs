using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Key sets as Google's servers publish them: key ids and certificates. Right is what Envoy's <c>createFromX509</c> does.</summary>
public sealed class CertificateMapTests
{
    private const string NoKey = "Jwks doesn't have key to match kid or alg from Jwt";

    private const string NoMap = "Jwks does not have [keys] field";

    private const string Broken = "X509 parse pubkey fails: a certificate can't be read, or its key is not RSA";

    private static readonly CompiledPolicy Fetching = Compiling.Policy(Manifest.Service(
        Manifest.ForwardAll, "jwt: {providers: {p: {jwks: {remote: {url: 'https://keys.example/x509'}}}}}"));

    private static readonly Certified One = Certified.Rsa();

    private static readonly Certified Two = Certified.Rsa();

    private static readonly string Both = Certified.Map(("a", One.Pem), ("b", Two.Pem));

    [Fact]
    public void A_token_signed_by_the_second_certificates_key_is_good_from_a_server_and_locally()
    {
        Fetched(Both, Token(Two, "b")).ShouldBeNull();
        Local(Both, Token(Two, "b")).ShouldBeNull();
    }

    [Fact]
    public void The_members_names_are_the_key_ids()
    {
        Fetched(Both, Token(Two, "a")).ShouldBe("Jwt verification fails");
        Fetched(Both, Token(Two, "c")).ShouldBe(NoKey);
        Fetched(Both, Two.Key.Sign("{}")).ShouldBeNull("a token without kid tries them all");
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS512")]
    public void A_certificate_names_no_algorithm_so_every_one_of_RSA_fits(string algorithm)
    {
        var certified = Certified.Rsa(algorithm);

        Fetched(Certified.Map(("a", certified.Pem)), certified.Key.Sign("{}")).ShouldBeNull();
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("ES256")]
    public void No_other_algorithm_does(string algorithm)
    {
        var forger = Keys.Of(algorithm);

        Fetched(Both, forger.Sign("{}")).ShouldBe("Jwt verification fails");
    }

    [Theory]
    [InlineData(-400, 30)]
    [InlineData(400, 30)]
    public void Nobody_looks_at_how_long_a_certificate_is_good(int validFrom, int validFor)
    {
        var certified = Certified.Rsa(validFrom: validFrom, validFor: validFor);

        Fetched(Certified.Map(("a", certified.Pem)), Token(certified, "a")).ShouldBeNull();
    }

    [Fact]
    public void Of_a_chain_the_first_certificate_counts()
    {
        string chain = Certified.Map(("a", One.Pem + Two.Pem));

        Fetched(chain, Token(One, "a")).ShouldBeNull();
        Fetched(chain, Token(Two, "a")).ShouldBe("Jwt verification fails");
    }

    public static TheoryData<string, string> Others => new()
    {
        { "an empty object", "{}" },
        { "an empty key id", Certified.Map(("a", One.Pem), ("", Two.Pem)) },
        { "a number among them", Both[..^1] + ", \"c\": 1}" },
        { "a text among them", Both[..^1] + ", \"c\": \"x\"}" },
        { "a public key among them", Certified.Map(("a", One.Pem), ("b", Keys.Rsa.PublicKey + "\n")) },
        { "lines that end as in Windows", Certified.Map(("a", One.Pem.ReplaceLineEndings("\r\n"))) },
        { "no line feed at the end", Certified.Map(("a", One.Pem.TrimEnd())) },
        { "words before", Certified.Map(("a", "the key:\n" + One.Pem)) },
        { "a space behind", Certified.Map(("a", One.Pem + " ")) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_only_looks_like_such_a_map_is_none(string what, string document)
    {
        Problem(document).ShouldBe(NoMap, what);
        LocalError(document).Message.ShouldContain(NoMap, customMessage: what);
    }

    public static TheoryData<string, string> BrokenMaps => new()
    {
        { "no base64", Certified.Map(("a", One.Pem), ("b", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n")) },
        { "no certificate", Certified.Map(("a", One.Pem), ("b", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) },
        { "half a certificate", Certified.Map(("a", One.Pem), ("b", Two.Pem[..200].TrimEnd() + "\n-----END CERTIFICATE-----\n")) },
        { "nothing in it", Certified.Map(("a", One.Pem), ("b", "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----\n")) },
        { "an elliptic curve's", Certified.Map(("a", One.Pem), ("b", Certified.EcPem())) },
        { "a good one behind a broken one", Certified.Map(("a", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n" + One.Pem)) },
    };

    [Theory]
    [MemberData(nameof(BrokenMaps))]
    public void One_certificate_that_can_not_be_read_spoils_them_all(string what, string document)
    {
        Problem(document).ShouldBe(Broken, what);
        LocalError(document).Message.ShouldContain(Broken, customMessage: what);
    }

    [Fact]
    public void Beside_a_member_keys_no_certificate_counts()
    {
        Problem(Both[..^1] + ", \"keys\": []}").ShouldBe("Jwks doesn't have any valid public key");
    }

    [Fact]
    public void A_short_key_is_left_out_of_a_fetched_map_and_is_an_error_in_a_manifest()
    {
        var weak = Certified.Rsa(bits: 1024);
        string map = Certified.Map(("a", weak.Pem), ("b", Two.Pem));

        var keys = Fetching.ReadKeys(Encoding.UTF8.GetBytes(map), out _).ShouldNotBeNull();
        (keys.Count, keys.LeftOut).ShouldBe((1, 1));
        Problem(Certified.Map(("a", weak.Pem))).ShouldBe("it has an RSA key of 1024 bits (2048 at the least), and no better key");
        LocalError(map).Rule.ShouldBe(StrictnessRules.KeyRsaSize);
    }

    private static string Token(Certified key, string kid) => key.Key.Sign($$"""{"alg":"{{key.Key.Algorithm}}","kid":"{{kid}}"}""", "{}");

    private static string? Fetched(string document, string token)
    {
        var source = Fetching.RemoteKeys.ShouldHaveSingleItem();
        var keys = Fetching.ReadKeys(Encoding.UTF8.GetBytes(document), out string? problem).ShouldNotBeNull(problem);
        return Fetching.Evaluate(Requests.WithToken(token), new() { Keys = RemoteKeySets.Empty.With(source, keys).Settled(source) }, Deciding.Now).Response?.Body;
    }

    private static string? Local(string document, string token) => JwtPolicies.With(document).Refusal(token);

    private static string? Problem(string document)
    {
        Fetching.ReadKeys(Encoding.UTF8.GetBytes(document), out string? problem).ShouldBeNull();
        return problem;
    }

    private static Diagnostic LocalError(string document) =>
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(document))).ShouldHaveSingleItem();
}
