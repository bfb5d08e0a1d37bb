using System.Text.Json;

namespace LlmPolicy.Testing;

/// <summary>Throw-away keys in place of the providers' own.</summary>
public sealed class PolicyUnderTestTests
{
    private static readonly PolicyRequest Get = new() { Method = "GET", Target = "/", Authority = "example.com" };

    [Fact]
    public void A_minted_token_passes_the_lab()
    {
        var lab = Compile(Lab.Files);

        Decide(lab, lab.Issuer().Send(Lab.Request, lab.Issuer().Mint(Lab.Allowed)), Lab.Now).Reason.ShouldBe(ReasonCodes.Forwarded);
        Decide(lab, lab.Issuer().Send(Lab.Request, lab.Issuer().Mint("""{"sub":"someone"}""")), Lab.Now).Reason.ShouldBe(ReasonCodes.RbacDenied);
    }

    [Fact]
    public void The_real_policy_does_not_trust_it()
    {
        var lab = Compile(Lab.Files);
        var real = PolicyCompiler.Compile(Lab.Files).Policy!;

        real.Evaluate(lab.Issuer().Send(Lab.Request, lab.Issuer().Mint(Lab.Allowed)), PolicyFacts.None, Lab.Now).Reason.ShouldBe(ReasonCodes.JwtNoKey);
    }

    [Fact]
    public void The_key_of_another_run_is_not_trusted()
    {
        var mine = Compile(Lab.Files);

        Decide(Compile(Lab.Files), mine.Issuer().Send(Lab.Request, mine.Issuer().Mint(Lab.Allowed)), Lab.Now).Reason.ShouldBe(ReasonCodes.JwtNoKey);
    }

    [Fact]
    public void Remote_keys_are_replaced_too_and_nothing_is_to_be_fetched()
    {
        var policy = Compile(Provider.Manifest(Provider.Remote()));

        Status(policy, "{}").ShouldBe(200);
        policy.Policy!.RemoteKeys.ShouldBeEmpty();
    }

    [Fact]
    public void A_provider_whose_own_keys_do_not_load_is_an_error_all_the_same()
    {
        Codes(Provider.Manifest("issuer: a")).ShouldBe([DiagnosticCodes.Keys]);
        Codes(Provider.Manifest(Provider.Local("no key"))).ShouldBe([DiagnosticCodes.Keys]);
        Codes(Provider.Manifest(Provider.Remote("ftp://keys.example"))).ShouldBe([DiagnosticCodes.Keys]);
    }

    [Fact]
    public void Issuer_and_audience_are_the_providers_where_the_claims_have_none()
    {
        var policy = Compile(Provider.Manifest($"issuer: me, audiences: [first, second], {Provider.Local()}"));

        Payload(policy.Issuer().Mint("""{"a":1.0}""")).ShouldBe("""{"iss":"me","aud":"first","a":1.0}""");
        Payload(policy.Issuer().Mint("""{"iss":"you","aud":["x"]}""")).ShouldBe("""{"iss":"you","aud":["x"]}""");
        Payload(policy.Issuer().Mint(new { llms = new { a = 1 } })).ShouldBe("""{"iss":"me","aud":"first","llms":{"a":1}}""");
        Payload(Compile(Provider.Manifest(Provider.Local())).Issuer().Mint("{}")).ShouldBe("{}");
    }

    [Fact]
    public void A_null_leaves_issuer_and_audience_out()
    {
        var policy = Compile(Provider.Manifest($"issuer: me, audiences: [first], {Provider.Local()}"));

        Payload(policy.Issuer().Mint("""{"iss":null,"aud":null,"sub":null}""")).ShouldBe("""{"sub":null}""");
        Status(policy, """{"iss":null}""").ShouldBe(401);
        Status(policy, """{"aud":null}""").ShouldBe(403);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"sub\"")]
    [InlineData("{\"sub\":")]
    [InlineData("{\"sub\":\"a\",\"sub\":\"b\"}")]
    public void Claims_that_are_no_object_are_refused_and_not_repeated(string claims)
    {
        var error = Should.Throw<ArgumentException>(() => Compile(Provider.Manifest(Provider.Local())).Issuer().Mint(claims));
        error.Message.ShouldStartWith("The claims are not a JSON object.");
        error.Message.ShouldNotContain("\"");
    }

    [Theory]
    [InlineData("tokenSource: {headers: [{header: x-token, prefix: 'Key '}], queryParams: [t]}")]
    [InlineData("tokenSource: {headers: [{header: x-token}]}")]
    [InlineData("tokenSource: {queryParams: [t, u]}")]
    [InlineData("keepToken: true")]
    public void A_token_goes_where_the_provider_looks_for_it(string source)
    {
        Status(Compile(Provider.Manifest($"{source}, {Provider.Local()}")), "{}").ShouldBe(200);
    }

    [Fact]
    public void Versions_of_a_manifest_share_a_key_as_long_as_the_provider_keeps_its_own()
    {
        var keys = new ThrowAwayKeys();
        var old = PolicyUnderTest.Compile([Provider.Manifest($"issuer: a, {Provider.Local()}")], keys);
        var request = old.Issuer().Send(Get, old.Issuer().Mint("{}"));

        Decide(PolicyUnderTest.Compile([Provider.Manifest(Provider.Local())], keys), request).Reason.ShouldBe(ReasonCodes.DirectResponse);
        Decide(PolicyUnderTest.Compile([Provider.Manifest(Provider.Local(Provider.OtherKey))], keys), request).Reason.ShouldBe(ReasonCodes.JwtNoKey);
        Decide(PolicyUnderTest.Compile([Provider.Manifest(Provider.Remote())], keys), request).Reason.ShouldBe(ReasonCodes.JwtNoKey);
    }

    [Fact]
    public void Providers_of_one_name_are_told_apart_by_their_place_where_they_differ()
    {
        ManifestFile one = Provider.Manifest(Provider.Local(), "a.example") with { Name = "a.yaml" };
        ManifestFile other = Provider.Manifest(Provider.Local(Provider.OtherKey), "b.example") with { Name = "b.yaml" };
        var policy = Compile(one, other);

        var error = Should.Throw<ArgumentException>(() => policy.Issuer("company"));
        error.Message.ShouldContain("company@a.yaml(10,22), company@b.yaml(10,22)");
        Decide(policy, policy.Issuer("company@b.yaml(10,22)").Send(Get with { Authority = "b.example" }, policy.Issuer("company@b.yaml(10,22)").Mint("{}")))
            .Reason.ShouldBe(ReasonCodes.DirectResponse);
        Compile(one, Provider.Manifest(Provider.Local(), "b.example")).Issuer().Provider.ShouldBe("company");
    }

    [Fact]
    public void An_unknown_provider_is_named_beside_those_there_are()
    {
        Should.Throw<ArgumentException>(() => Compile(Lab.Files).Issuer("other")).Message.ShouldContain("selfminted@virtualservice.yaml(14,17)");
    }

    private static PolicyUnderTest Compile(params IEnumerable<ManifestFile> files) => PolicyUnderTest.Compile(files, new ThrowAwayKeys());

    private static string[] Codes(ManifestFile file) => [.. Compile(file).Compilation.Diagnostics.Select(d => d.Code)];

    private static PolicyDecision Decide(PolicyUnderTest policy, PolicyRequest request, DateTimeOffset now = default) =>
        policy.Policy!.Evaluate(request, PolicyFacts.None, now == default ? Lab.Now : now);

    private static int Status(PolicyUnderTest policy, string claims) =>
        Decide(policy, policy.Issuer().Send(Get, policy.Issuer().Mint(claims))).Response!.StatusCode;

    private static string Payload(string token)
    {
        using var document = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        return document.RootElement.GetRawText();
    }
}
