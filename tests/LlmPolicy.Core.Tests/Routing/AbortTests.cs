namespace LlmPolicy.Tests;

public sealed class AbortTests
{
    [Fact]
    public void All_are_aborted_before_anybody_is_asked_who_he_is_with_the_routes_response_headers()
    {
        var policy = Compiling.Policy(Manifest.Route(
            "faults: {abort: {percentage: 100, httpStatus: 418}}\nheaderManipulation: {responseHeadersToAdd: [{header: {key: x-a, value: '%RESPONSE_FLAGS%'}}]}",
            $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\ncors: {{allowOrigin: ['*']}}"));

        var answer = policy.Decide(Requests.Make("OPTIONS", "/", [("origin", "https://a.example"), ("access-control-request-method", "GET")])).ShouldRefuse(418, ReasonCodes.FaultAbort);

        answer.Body.ShouldBe("fault filter abort");
        answer.Header("x-a").ShouldBe("FI");
        answer.Header("access-control-allow-origin").ShouldBeNull();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.749, false)]
    [InlineData(0.75, true)]
    [InlineData(0.999, true)]
    public void A_share_is_aborted_by_the_draw(double draw, bool aborted)
    {
        var policy = Compiling.Policy(Manifest.Route("faults: {abort: {percentage: 25, httpStatus: 503}}"));

        policy.Decide(Requests.Get("/") with { Draw = draw }).IsAllowed.ShouldBe(!aborted);
    }

    [Fact]
    public void What_is_left_of_the_draw_picks_a_destination_in_the_weights_that_are_written()
    {
        var policy = Compiling.Policy(Manifest.Service(
            """
            - options: {faults: {abort: {percentage: 20, httpStatus: 503}}}
              routeAction: {multi: {destinations: [{destination: {upstream: {name: up}}, weight: 1}, {destination: {upstream: {name: down}}, weight: 3}]}}
            """) + "\n" + Manifest.Upstream.Replace("name: up", "name: down"));
        var picked = Enumerable.Range(0, 1000).Select(i => policy.Decide(Requests.Get("/") with { Draw = i / 1000.0 })).ToLookup(d => d.Forwarding?.Upstream.Name ?? "none");

        (picked["none"].Count(), picked["up"].Count(), picked["down"].Count()).ShouldBe((200, 200, 600));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{abort: {httpStatus: 503}}")]
    [InlineData("{abort: {percentage: 0, httpStatus: 503}}")]
    [InlineData("{delay: {percentage: 100, fixedDelay: 1s}}")]
    public void What_aborts_nobody_lets_all_pass(string faults)
    {
        Compiling.Policy(Manifest.Route($"faults: {faults}")).Decide(Requests.Get("/") with { Draw = 0.999 }).ShouldForward();
    }

    [Fact]
    public void A_direct_response_is_not_aborted()
    {
        Compiling.Policy(Manifest.Service("- {directResponseAction: {status: 200}, options: {faults: {abort: {percentage: 100, httpStatus: 503}}}}"))
            .Decide(Requests.Get("/")).Reason.ShouldBe(ReasonCodes.DirectResponse);
    }
}
