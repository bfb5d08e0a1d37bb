using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>Tokens from elsewhere, and the examples of the JOSE RFCs.</summary>
public sealed class TokenCorpusTests
{
    [Fact]
    public void Tokens_that_another_key_signed_are_all_refused()
    {
        var policy = JwtPolicies.With(Keys.Rsa.Jwk());
        string[] tokens = [.. File.ReadLines(Repository.Corpus("jwt-fuzz-seeds", "tokens.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("token").GetString()!)];

        tokens.Length.ShouldBe(693);
        tokens.ShouldAllBe(token => policy.Decide(Requests.WithToken(token)).Response!.StatusCode == 401);
    }

    [Theory]
    [InlineData("4_1.rsa_v15_signature.json")]
    [InlineData("4_2.rsa-pss_signature.json")]
    [InlineData("4_4.hmac-sha2_integrity_protection.json")]
    public void The_compact_examples_of_RFC_7520_verify(string file)
    {
        var example = Repository.CorpusJson("ietf-jose-cookbook", "jws", file);

        // The RSA example serves two algorithms, but its key names one.
        string key = example.GetProperty("input").GetProperty("key").GetRawText().Replace("\"alg\"", "\"x-alg\"", StringComparison.Ordinal);

        Jws.Verifies(key, example.GetProperty("output").GetProperty("compact").GetString()!).ShouldBeTrue();
    }

    [Theory]
    [InlineData("rfc7515_A.1")]
    [InlineData("rfc7515_A.2")]
    [InlineData("rfc7515_A.3")]
    [InlineData("rfc7515_A.4")]
    public void The_compact_examples_of_RFC_7515_verify(string name)
    {
        string key = File.ReadAllText(Repository.Corpus("latchset-rfc-vectors", $"{name}.jwk"));

        Jws.Verifies(key, File.ReadAllText(Repository.Corpus("latchset-rfc-vectors", $"{name}.jwsc")).Trim()).ShouldBeTrue();
    }

    [Fact]
    [AbuseCase("T1")]
    public void The_unsecured_example_of_RFC_7515_is_refused()
    {
        string token = File.ReadAllText(Repository.Corpus("latchset-rfc-vectors", "rfc7515_A.5.jwsc")).Trim();

        Lab.Policy.Decide(Requests.WithToken(token, Lab.Path)).ShouldRefuse(401, ReasonCodes.JwtBadFormat);
    }
}
