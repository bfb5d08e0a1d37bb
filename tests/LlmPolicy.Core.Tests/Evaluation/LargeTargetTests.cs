namespace LlmPolicy.Tests;

/// <summary>
/// A request of 60 KB costs once what it costs: not again for each provider, route or rule that looks at it. Told by the bytes that one decision
/// allocates, which are the same each time.
/// </summary>
public sealed class LargeTargetTests
{
    private const int Many = 40;

    private const int Length = 60_000;

    /// <summary>What each further object may cost: its part of the answer and of lists, never a copy of the target.</summary>
    private const long EachMore = 2_000;

    private static readonly string Escapes = string.Concat(Enumerable.Repeat("%61&", Length / 4));

    [Theory]
    [InlineData("")]
    [InlineData("access_token=")]
    [InlineData("%61ccess_token=")]
    public void A_query_is_decoded_once_for_all_providers(string first)
    {
        string target = $"/?{first}{Escapes}";

        long one = Allocated(Providers(1, _ => ""), Requests.Get(target));
        long many = Allocated(Providers(Many, _ => ""), Requests.Get(target));

        (many - one).ShouldBeLessThan(Many * EachMore);
    }

    [Fact]
    public void Nor_does_a_name_of_its_own_for_each_provider_cost_a_copy()
    {
        string target = $"/?{Escapes}";

        long one = Allocated(Providers(1, i => $"tokenSource: {{queryParams: [token{i}]}}"), Requests.Get(target));
        long many = Allocated(Providers(Many, i => $"tokenSource: {{queryParams: [token{i}]}}"), Requests.Get(target));

        (many - one).ShouldBeLessThan(Many * EachMore);
    }

    [Fact]
    public void A_token_in_the_query_is_read_once_for_all_providers()
    {
        string target = $"/?access_token={string.Concat(SigningKey.Hmac().Sign($$"""{"iss":"x","a":"{{new string('a', 40_000)}}"}""").Select(c => $"{c}"))}";

        long one = Allocated(Providers(1, i => $"issuer: i{i}"), Requests.Get(target));
        long many = Allocated(Providers(Many, i => $"issuer: i{i}"), Requests.Get(target));

        (many - one).ShouldBeLessThan(Many * EachMore);
    }

    [Fact]
    public void Lines_of_Authorization_are_put_together_once_for_all_providers_and_read_once()
    {
        (string, string)[] lines = [.. Enumerable.Range(0, 100).Select(i => ("authorization", $"Bearer {i}.{new string('a', Length / 100)}"))];

        long one = Allocated(Providers(1, i => $"issuer: i{i}"), Requests.Get("/", lines));
        long many = Allocated(Providers(Many, i => $"issuer: i{i}"), Requests.Get("/", lines));

        one.ShouldBeLessThan(10 * Length);
        (many - one).ShouldBeLessThan(Many * EachMore);
    }

    [Fact]
    public void Routes_that_ask_for_a_query_parameter_share_what_they_find()
    {
        string Routes(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i =>
            $"- {{matchers: [{{prefix: /, queryParameters: [{{name: q, value: v{i}}}]}}], routeAction: {Manifest.ToUp}}}"));
        var request = Requests.Get($"/?q={new string('a', Length)}");

        long one = Allocated(Compiling.Policy(Manifest.Service(Routes(1))), request);
        long many = Allocated(Compiling.Policy(Manifest.Service(Routes(Many))), request);

        (many - one).ShouldBeLessThan(Many * EachMore);
    }

    [Fact]
    public void Conditions_on_the_whole_path_and_rules_of_rbac_put_it_together_once()
    {
        string Routes(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i =>
            $"- {{matchers: [{{prefix: /, headers: [{{name: ':path', value: v{i}}}]}}], routeAction: {Manifest.ToUp}}}"));
        string Rules(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i =>
            $"p{i}: {{permissions: {{pathPrefix: /p{i}}}, principals: [{{jwtPrincipal: {{claims: {{a: b}}}}}}]}}"));
        string target = $"/?q={new string('a', Length)}";
        var withToken = Requests.WithToken(Keys.Hmac.Sign("""{"a":"b"}"""), target);

        long oneRoute = Allocated(Compiling.Policy(Manifest.Service(Routes(1))), Requests.Get(target));
        long manyRoutes = Allocated(Compiling.Policy(Manifest.Service(Routes(Many))), Requests.Get(target));
        long oneRule = Allocated(Rbac.Policy(Rules(1)), withToken);
        long manyRules = Allocated(Rbac.Policy(Rules(Many)), withToken);

        (manyRoutes - oneRoute).ShouldBeLessThan(Many * EachMore);
        (manyRules - oneRule).ShouldBeLessThan(Many * EachMore);
    }

    [Fact]
    public void What_was_found_in_one_query_is_not_taken_for_anothers()
    {
        string provider = $"{{p: {{jwks: {{local: {{key: '{Keys.Hmac.PublicKey}'}}}}}}}}";

        // The second stage looks at the query that the first one has left.
        var policy = Compiling.Policy(Manifest.Service(
            Manifest.ForwardAll,
            $"jwtStaged: {{beforeExtAuth: {{providers: {provider}}}, afterExtAuth: {{providers: {provider}}}}}"));
        string token = Keys.Hmac.Sign("{}");

        policy.Decide(Requests.Get($"/?access_token={token}")).ShouldRefuse(401, ReasonCodes.JwtMissing);
        JwtPolicies.With(Keys.Hmac.PublicKey).Decide(Requests.Get($"/?a=1&access_token={token}&b=%41&&c")).ShouldForward().Target.ShouldBe("/?a=1&b=%41&&c");
        JwtPolicies.With(Keys.Hmac.PublicKey).Decide(Requests.Get("/?a=1")).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    private static CompiledPolicy Providers(int count, Func<int, string> fields)
    {
        string Provider(int i) => $"    p{i}:\n      jwks: {{local: {{key: '{Keys.Hmac.PublicKey}'}}}}\n      {fields(i)}";
        return Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"jwt:\n  providers:\n{string.Join('\n', Enumerable.Range(0, count).Select(Provider))}"));
    }

    /// <summary>The bytes of one decision, once what is made but once is made.</summary>
    private static long Allocated(CompiledPolicy policy, PolicyRequest request)
    {
        for (int i = 0; i < 3; i++)
        {
            policy.Decide(request);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        policy.Decide(request);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
