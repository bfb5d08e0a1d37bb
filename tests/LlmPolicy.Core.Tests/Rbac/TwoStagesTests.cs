namespace LlmPolicy.Tests;

/// <summary>With a token in each stage there are two verified callers.</summary>
public sealed class TwoStagesTests
{
    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Route(
        "rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {role: viewer, sub: alice}}}]}, q: {principals: [{jwtPrincipal: {claims: {role: editor}, provider: second}}]}}}",
        $$"""
        jwtStaged:
          beforeExtAuth: {providers: {first: {{Provider("x-first")}} } }
          afterExtAuth: {validationPolicy: ALLOW_MISSING, providers: {second: {{Provider("x-second")}} } }
        """));

    /// <summary>As recorded from Envoy, where the stages' claims stand side by side.</summary>
    [Theory]
    [InlineData("""{"role":"viewer","sub":"alice"}""", null, true)]
    [InlineData("""{"role":"viewer","sub":"alice"}""", """{"role":"user","sub":"bob"}""", true)]
    [InlineData("""{"role":"user","sub":"bob"}""", """{"role":"viewer","sub":"alice"}""", true)]
    [InlineData("""{"sub":"alice"}""", """{"role":"viewer"}""", true)]
    [InlineData("""{"sub":"alice"}""", """{"role":"user"}""", false)]
    [InlineData("""{"sub":"alice"}""", null, false)]
    [InlineData("""{"role":"editor"}""", """{"role":"user"}""", false)]
    [InlineData("""{"role":"user"}""", """{"role":"editor"}""", true)]
    public void Each_claim_may_be_either_callers_unless_the_principal_names_a_provider(string first, string? second, bool allowed)
    {
        (string, string)[] headers = [("x-first", Keys.Hmac.Sign(first)), .. second is null ? Array.Empty<(string, string)>() : [("x-second", Keys.Hmac.Sign(second))]];

        (Policy.Decide(Requests.Get("/", headers)).Outcome == PolicyOutcome.Forward).ShouldBe(allowed);
    }

    private static string Provider(string header) => $"{{jwks: {{local: {{key: '{Keys.Hmac.Jwk()}'}}}}, tokenSource: {{headers: [{{header: {header}}}]}}}}";
}
