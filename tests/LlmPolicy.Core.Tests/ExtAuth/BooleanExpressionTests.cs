namespace LlmPolicy.Tests.ExtAuth;

/// <summary>Several configs: all of them, or what <c>booleanExpr</c> says.</summary>
public sealed class BooleanExpressionTests
{
    private const string Configs = """
        - {name: a, apiKeyAuth: {headerName: x-a, apiKeySecretRefs: [{name: a, namespace: default}]}}
        - {name: b, apiKeyAuth: {headerName: x-b, apiKeySecretRefs: [{name: b, namespace: default}]}}
        - {name: t, jwt: {}}
        """;

    private static readonly string Secrets = KeyManifest.Secret("a", "key-a") + KeyManifest.Secret("b", "key-b");

    /// <summary>Who passes: of nobody (<c>-</c>), <c>a</c>, <c>b</c>, both, and a token.</summary>
    [Theory]
    [InlineData("a", "a ab")]
    [InlineData("a || b", "a b ab")]
    [InlineData("a && b", "ab")]
    [InlineData("a&&b||t", "ab t")]
    [InlineData("a || b && t", "a ab")]
    [InlineData("(a || b) && !(a && b)", "a b")]
    [InlineData("!a", "- b t")]
    [InlineData("!!a", "a ab")]
    [InlineData("t", "t")]
    [InlineData("t || a", "a ab t")]
    public void An_expression_holds_as_it_reads(string expression, string who)
    {
        var policy = Policy(KeyManifest.Config(Configs, expression));

        string.Join(' ', Callers.Where(caller => policy.Decide(Request(caller)).Forwarding is not null)).ShouldBe(who);
    }

    [Fact]
    public void Without_an_expression_all_have_to_pass_in_order()
    {
        var policy = Policy(KeyManifest.Config(Configs.Split("\n- {name: t")[0]));

        policy.Decide(Request("ab")).ShouldForward();
        policy.Decide(Request("ab")).ExtAuthCaller!.UserId.ShouldBe("b");
        policy.Decide(Request("a")).ShouldRefuse(401, ReasonCodes.ApiKeyMissing);
    }

    [Fact]
    public void The_header_of_a_key_that_was_not_needed_goes_no_further_either()
    {
        var policy = Policy(KeyManifest.Config(Configs, "a || b"));
        var request = Request("ab");

        (policy.Decide(request).Sent(request, "x-a"), policy.Decide(request).Sent(request, "x-b"), policy.Decide(request).Sent(request, "x-user-id")).ShouldBe((null, null, "a"));
    }

    private static readonly string[] Callers = ["-", "a", "b", "ab", "t"];

    private static PolicyRequest Request(string caller) => Requests.Get(
        "/",
        [
            .. caller.Contains('a') ? new[] { ("x-a", "key-a") } : [],
            .. caller.Contains('b') ? new[] { ("x-b", "key-b") } : [],
            .. caller.Contains('t') ? new[] { ("authorization", $"Bearer {Keys.Hmac.Sign("{}")}") } : Array.Empty<(string, string)>(),
        ]);

    private static CompiledPolicy Policy(string config)
    {
        string jwt = Manifest.Jwt(Keys.Hmac.PublicKey, extension: "validationPolicy: ALLOW_MISSING").Replace("jwt:", "beforeExtAuth:", StringComparison.Ordinal);
        return Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"{KeyManifest.Asked}\njwtStaged:\n{string.Join('\n', jwt.Split('\n').Select(line => $"  {line}"))}") + config + Secrets);
    }
}
