namespace LlmPolicy.Tests;

/// <summary>A request with the tokens of another: what is at the places of tokens is the other's, and all else stays.</summary>
public sealed class CredentialsTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Default = JwtPolicies.With(Key.PublicKey);

    private static readonly CompiledPolicy Custom = JwtPolicies.With(
        Key.PublicKey, "tokenSource: {headers: [{header: X-Jwt}, {header: x-prefixed, prefix: 'JWT='}], queryParams: [token, t]}");

    [Fact]
    public void The_callers_header_takes_the_place_of_the_requests_own()
    {
        PolicyRequest request = Default.WithCredentialsOf(
            Requests.Get("/chat", ("authorization", "Bearer own"), ("x-other", "own")), Requests.Get("/", ("Authorization", "Bearer callers"), ("x-other", "callers")));

        request.Headers.ShouldBe([new("x-other", "own"), new("Authorization", "Bearer callers")], ignoreOrder: true);
        request.Target.ShouldBe("/chat");
    }

    [Theory]
    [InlineData("/chat", "/", "/chat")]
    [InlineData("/chat?a=b", "/?access_token=T", "/chat?a=b&access_token=T")]
    [InlineData("/chat", "/?x=y&access_token=T", "/chat?access_token=T")]
    [InlineData("/chat", "/?access%5Ftoken=T&access_token=x", "/chat?access%5Ftoken=T")]
    [InlineData("/chat?access_token=own", "/", "/chat")]
    [InlineData("/chat?a&access%5ftoken=own&b", "/?access_token=T", "/chat?a&b&access_token=T")]
    [InlineData("/chat?a=b", "/?a=c", "/chat?a=b")]
    public void The_callers_parameter_takes_the_place_of_the_requests_own(string target, string callers, string expected) =>
        Default.WithCredentialsOf(Requests.Get(target), Requests.Get(callers)).Target.ShouldBe(expected);

    [Fact]
    public void A_caller_without_a_token_leaves_none()
    {
        PolicyRequest request = Default.WithCredentialsOf(Requests.Get("/?access_token=own", ("Authorization", "Bearer own")), Requests.Get("/"));

        request.Headers.ShouldBeEmpty();
        request.Target.ShouldBe("/");
    }

    [Fact]
    public void The_manifests_own_places_count_and_no_others()
    {
        PolicyRequest request = Custom.WithCredentialsOf(
            Requests.Get("/?t=own&access_token=own", ("Authorization", "own"), ("x-jwt", "own")),
            Requests.Get("/?token=T", ("Authorization", "callers"), ("X-Prefixed", "JWT=callers")));

        request.Headers.ShouldBe([new("Authorization", "own"), new("X-Prefixed", "JWT=callers")], ignoreOrder: true);
        request.Target.ShouldBe("/?access_token=own&token=T");
    }

    [Theory]
    [InlineData("", "/?token=T&t=U&a=b", "/?a=b")]
    [InlineData("", "/?a=b", "/?a=b")]
    [InlineData("keepToken: true", "/?token=T&t=U&a=b", "/?a=b")]
    public void What_is_borrowed_goes_no_further_where_nobody_asks_for_it(string keep, string caller, string sent)
    {
        var policy = Compiling.Policy(Manifest.Route("jwt: {disable: true}", Manifest.Jwt(Key.PublicKey, $"tokenSource: {{headers: [{{header: x-jwt}}], queryParams: [token, t]}}\n{keep}")));

        var request = policy.WithCredentialsOf(Requests.Get("/?a=b", ("x-other", "own")), Requests.Get(caller, ("x-jwt", "callers")));
        var decision = policy.Decide(request);

        decision.ShouldForward().Target.ShouldBe(sent);
        decision.Sent(request, "x-jwt").ShouldBeNull();
        decision.Sent(request, "x-other").ShouldBe("own");
    }

    [Fact]
    public void A_provider_that_accepts_a_borrowed_token_and_keeps_tokens_keeps_that_one_alone()
    {
        var policy = JwtPolicies.With(Key.PublicKey, "tokenSource: {headers: [{header: x-jwt}, {header: x-more}], queryParams: [token, t]}\nkeepToken: true\n");
        string token = Key.Sign("{}");

        (string? Header, string Target) Sent(string target, params (string, string)[] headers)
        {
            var request = policy.WithCredentialsOf(Requests.Get("/"), Requests.Get(target, headers));
            var decision = policy.Decide(request);
            return (decision.Sent(request, "x-jwt"), decision.ShouldForward().Target);
        }

        Sent("/", ("x-jwt", token)).ShouldBe((token, "/"));
        Sent($"/?token={token}").ShouldBe((null, $"/?token={token}"));
        Sent("/", ("x-jwt", token), ("x-jwt", token)).Header.ShouldBeNull("not all of several lines need be tokens");
    }

    [Fact]
    public void An_API_keys_header_is_a_place_too()
    {
        var policy = Compiling.Policy(ExtAuth.KeyManifest.Host(ExtAuth.KeyManifest.Secret("key", "0123456789abcdef0123"), "headerName: x-key"));

        policy.WithCredentialsOf(Requests.Get("/", ("x-key", "own")), Requests.Get("/", ("X-Key", "callers"))).Headers.ShouldBe([new("X-Key", "callers")]);
    }
}
