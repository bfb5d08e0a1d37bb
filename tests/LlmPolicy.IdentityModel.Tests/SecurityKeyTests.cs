using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LlmPolicy.IdentityModel.Tests.Support;
using LlmPolicy.Keys;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.IdentityModel.Tests;

/// <summary>Keys that the app holds.</summary>
public sealed class SecurityKeyTests
{
    private static readonly string[] PublicMembers = ["kty", "kid", "alg", "n", "e", "crv", "x", "y"];

    /// <summary>Each kind of key that signs, by the algorithm that its tokens are signed with.</summary>
    private static readonly Dictionary<string, (SecurityKey Key, string Algorithm)> Kinds = new()
    {
        ["RSA"] = (new RsaSecurityKey(RSA.Create(2048)) { KeyId = "k" }, "RS256"),
        ["RSA by its numbers"] = (new RsaSecurityKey(RSA.Create(2048).ExportParameters(true)) { KeyId = "k" }, "PS256"),
        ["P-256"] = (new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k" }, "ES256"),
        ["P-384"] = (new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)) { KeyId = "k" }, "ES384"),
        ["P-521"] = (new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP521)) { KeyId = "k" }, "ES512"),
        ["RSA certificate"] = (new X509SecurityKey(Certificate(name => new CertificateRequest(name, RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))), "RS256"),
        ["RSA JWK"] = (JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(RSA.Create(2048).ExportParameters(true)) { KeyId = "k" }), "RS256"),
        ["EC JWK"] = (JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k" }), "ES256"),
        ["without a kid"] = (new RsaSecurityKey(RSA.Create(2048)), "RS256"),
        ["shared"] = (new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)) { KeyId = "k" }, "HS256"),
    };

    public static TheoryData<string> All => [.. Kinds.Keys];

    public static TheoryData<string> Pairs => [.. Kinds.Keys.Where(kind => kind != "shared")];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_token_of_the_key_is_taken(string kind)
    {
        var (key, algorithm) = Kinds[kind];
        await using var app = await PolicyApp.StartAsync(policy => policy.AddSecurityKeys("login", [key]), new TestClock());

        (await app.StatusAsync(new SigningPair(key, algorithm).Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(SigningPair.Rsa(key.KeyId).Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nothing_but_the_public_half_is_written(string kind)
    {
        using var document = JsonDocument.Parse(JwksDocument.Of([Kinds[kind].Key]));

        var members = document.RootElement.GetProperty("keys").EnumerateArray().ShouldHaveSingleItem().EnumerateObject().Select(member => member.Name).ToList();
        members.Count.ShouldBeGreaterThan(2);
        members.Except(PublicMembers).ShouldBeEmpty();
    }

    [Fact]
    public void A_certificate_of_an_EC_key_is_its_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X509SecurityKey certified = new(Certificate(name => new CertificateRequest(name, key, HashAlgorithmName.SHA256)));

        using var document = JsonDocument.Parse(JwksDocument.Of([certified]));

        var written = document.RootElement.GetProperty("keys")[0];
        written.GetProperty("kid").GetString().ShouldBe(certified.KeyId);
        written.GetProperty("crv").GetString().ShouldBe("P-256");
        Base64UrlEncoder.DecodeBytes(written.GetProperty("x").GetString()).ShouldBe(key.ExportParameters(false).Q.X);
        Base64UrlEncoder.DecodeBytes(written.GetProperty("y").GetString()).ShouldBe(key.ExportParameters(false).Q.Y);
    }

    [Fact]
    public async Task A_key_of_a_kind_that_the_policy_does_not_know_is_left_out()
    {
        var good = SigningPair.Rsa("one");
        ECDsaSecurityKey odd = new(ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1")));
        await using var app = await PolicyApp.StartAsync(policy => policy.AddSecurityKeys("login", [odd, new StrangeKey(), good.Key]), new TestClock());

        (await app.StatusAsync(good.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.Logs.Seen("KeysFetched", 1)).Text.ShouldContain("1 key(s) fetched, 2 left out");
    }

    [Fact]
    public async Task A_key_that_is_too_weak_is_left_out_as_a_servers_is()
    {
        SigningPair weak = new(new RsaSecurityKey(RSA.Create(1024)) { KeyId = "weak" }, "RS256");
        await using var app = await PolicyApp.StartAsync(policy => policy.AddSecurityKeys("login", [weak.Key]), new TestClock());

        (await app.AnswerAsync(SigningPair.Rsa("weak").Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));
    }

    [Fact]
    public async Task An_Ed25519_key_needs_the_package_for_it()
    {
        var good = SigningPair.Rsa("one");
        JsonWebKey ed25519 = new("""{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""");
        await using var without = await PolicyApp.StartAsync(policy => policy.AddSecurityKeys("login", [ed25519, good.Key]), new TestClock());
        await using var with = await PolicyApp.StartAsync(policy => policy.AddEdDsa().AddSecurityKeys("login", [ed25519, good.Key]), new TestClock());

        (await without.StatusAsync(good.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        (await with.StatusAsync(good.Mint())).ShouldBe(HttpStatusCode.OK);
        (await with.Logs.Seen("KeysFetched", 1)).Text.ShouldContain("2 key(s) fetched, 0 left out");
    }

    [Fact]
    public async Task Other_keys_than_before_are_a_rotation()
    {
        SigningPair former = SigningPair.Rsa("former"), added = SigningPair.Rsa("added");
        SecurityKey[] keys = [former.Key];
        TestClock clock = new();
        await using var app = await PolicyApp.StartAsync(policy => policy.AddSecurityKeys("login", keys), clock);
        (await app.StatusAsync(former.Mint())).ShouldBe(HttpStatusCode.OK);
        keys[0] = added.Key;
        clock.Advance(TimeSpan.FromSeconds(1));

        (await app.StatusAsync(added.Mint())).ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await app.StatusAsync(former.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_line_of_the_log_holds_a_part_of_a_key(string kind)
    {
        var (key, algorithm) = Kinds[kind];
        await using var app = await PolicyApp.StartAsync(policy => policy.AddSecurityKeys("login", [key]), new TestClock());
        await app.StatusAsync(new SigningPair(key, algorithm).Mint());
        await app.StatusAsync(SigningPair.Rsa("another").Mint());

        using var document = JsonDocument.Parse(JwksDocument.Of([key]));
        string[] parts = [.. document.RootElement.GetProperty("keys")[0].EnumerateObject().Select(member => member.Value.GetString()!).Where(part => part.Length > 20)];
        parts.ShouldNotBeEmpty();
        app.Logs.Lines.ShouldNotContain(line => parts.Any(part => line.Text.Contains(part, StringComparison.Ordinal)));
    }

    private static X509Certificate2 Certificate(Func<string, CertificateRequest> request)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request("CN=login.example").CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private sealed class StrangeKey : SecurityKey
    {
        public override int KeySize => 256;
    }
}
