using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>What is kept of a refusal.</summary>
public sealed class DecisionRecordTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Route(
        "rbac: {policies: {team: {nestedClaimDelimiter: ., principals: [{jwtPrincipal: {claims: {org.team: red, level: '3'}}}] } } }",
        Manifest.Jwt(Key.PublicKey)));

    [Fact]
    public void A_denied_request_leaves_the_type_of_each_claim_asked_for_and_no_value()
    {
        var record = Record("""{"org":{"team":["sesame"]},"level":3,"sub":"alice"}""");

        record.Reason.ShouldBe(ReasonCodes.RbacDenied);
        record.StatusCode.ShouldBe(403);
        record.Providers.ShouldBe([new ProviderFinding { Provider = "p", Reason = "" }]);
        record.Claims.Select(c => (c.Policy, c.Claim, c.Found, c.Matched)).ShouldBe([("team", "org > team", "list", false), ("team", "level", "number", false)]);
        record.ToJson().ShouldNotContain("sesame");
        record.ToJson().ShouldNotContain("alice");
    }

    [Fact]
    public void A_bad_token_leaves_each_providers_reason()
    {
        var decision = Policy.Decide(Requests.WithToken("x"));

        DecisionRecord.Of(decision, "id", Policy.Generation).Providers.ShouldBe([new ProviderFinding { Provider = "p", Reason = ReasonCodes.JwtBadFormat }]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("info: LlmPolicy.PolicyGate[7]\n      Decision 1: refused with 403 rbac.denied {0}\n")]
    [InlineData("{0}\n{0}")]
    public void A_record_is_found_in_a_log(string log)
    {
        var record = Record("""{"level":3}""");

        var found = DecisionRecord.Find(log.Replace("{0}", record.ToJson(), StringComparison.Ordinal)).ShouldNotBeNull();

        found.ToJson().ShouldBe(record.ToJson());
        found.Claims.ShouldBe(record.Claims);
        found.Position.ShouldBe(record.Position);
    }

    [Fact]
    public void A_record_is_found_in_a_log_of_JSON()
    {
        var record = Record("""{"level":3}""");
        string line = JsonSerializer.Serialize(new { EventId = 7, Message = $"Decision refused {record.ToJson()}", State = new { Record = record.ToJson() } });

        DecisionRecord.Find(line).ShouldNotBeNull().ToJson().ShouldBe(record.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a log without any")]
    [InlineData("""{"format":"llmpolicy-decision/1"}""")]
    [InlineData("""{"format":"llmpolicy-decision/1","id":1,"generation":"g","status":1,"reason":"r","providers":[],"claims":[]}""")]
    [InlineData("""{"format":"llmpolicy-decision/1","id":"1","generation":"g","status":1,"reason":"r","providers":[]}""")]
    [InlineData("""{"format":"llmpolicy-decision/1","id":"1","generation":"g","status":1,"reason":"r","providers":null,"claims":[]}""")]
    [InlineData("""{"format":"llmpolicy-decision/1","id":"1","generation":"g","status":1,"reason":"r","position":{"file":"a"},"providers":[],"claims":[]}""")]
    [InlineData("""{"format":"llmpolicy-decision/10","id":"1","generation":"g","status":1,"reason":"r","providers":[],"claims":[]}""")]
    [InlineData("""{"format":"llmpolicy-decision/1","id":"1","generation":"g","status":40""")]
    [InlineData("""llmpolicy-decision/1""")]
    public void What_is_no_record_is_not_found(string text) => DecisionRecord.Find(text).ShouldBeNull();

    [Fact]
    public void A_record_says_where_the_rule_stands_and_each_claim()
    {
        var record = Record("""{"level":3}""");
        using var json = JsonDocument.Parse(record.ToJson());

        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["format", "id", "generation", "status", "reason", "route", "position", "providers", "claims"]);
        Place(json.RootElement).ShouldBe(record.Position);
        json.RootElement.GetProperty("claims").EnumerateArray().Select(Place).ShouldBe(record.Claims.Select(claim => claim.Position));

        static SourcePosition Place(JsonElement element)
        {
            var at = element.GetProperty("position");
            return new(at.GetProperty("file").GetString()!, at.GetProperty("line").GetInt32(), at.GetProperty("column").GetInt32());
        }
    }

    [Fact]
    public void Of_very_many_claims_the_first_are_kept()
    {
        string principals = string.Join(", ", Enumerable.Range(0, 100).Select(i => $"{{jwtPrincipal: {{claims: {{c{i}: x}}}}}}"));
        var policy = Compiling.Policy(Manifest.Route($"rbac: {{policies: {{a: {{principals: [{principals}] }} }} }}", Manifest.Jwt(Key.PublicKey)));

        var record = DecisionRecord.Of(policy.Decide(Requests.WithToken(Key.Sign("{}"))), "id", policy.Generation);

        record.Claims.Count.ShouldBe(DecisionRecord.MaxClaims);
        record.Claims[0].Claim.ShouldBe("c0");
    }

    private static DecisionRecord Record(string claims) =>
        DecisionRecord.Of(Policy.Decide(Requests.WithToken(Key.Sign(claims))), "0123", Policy.Generation);
}
