namespace LlmPolicy.Tests;

/// <summary><c>retries</c>, as Envoy's documentation of <c>x-envoy-retry-on</c> has it.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData("5xx", 500, true)]
    [InlineData("5xx", 599, true)]
    [InlineData("5xx", 499, false)]
    [InlineData("gateway-error", 501, false)]
    [InlineData("gateway-error", 502, true)]
    [InlineData("gateway-error", 503, true)]
    [InlineData("gateway-error", 504, true)]
    [InlineData("gateway-error", 505, false)]
    [InlineData("retriable-4xx", 409, true)]
    [InlineData("retriable-4xx", 429, false)]
    [InlineData("connect-failure,reset,refused-stream", 503, false)]
    [InlineData("retriable-4xx , gateway-error", 502, true)]
    [InlineData("''", 503, false)]
    public void A_status_asks_for_a_retry_where_a_condition_has_it(string retryOn, int status, bool expected) =>
        Policy($"retryOn: '{retryOn.Trim('\'')}'").AppliesToResponse(status, []).ShouldBe(expected);

    [Theory]
    [InlineData("retriable-status-codes", 429, true)]
    [InlineData("retriable-status-codes", 503, false)]
    [InlineData("5xx", 429, false)]
    public void Codes_of_ones_own_need_their_condition(string retryOn, int status, bool expected) =>
        Policy($"retryOn: {retryOn}, retriableStatusCodes: [429, 418]").AppliesToResponse(status, []).ShouldBe(expected);

    [Theory]
    [InlineData("5xx", UpstreamReset.ConnectFailure, true)]
    [InlineData("5xx", UpstreamReset.Disconnect, true)]
    [InlineData("gateway-error", UpstreamReset.Disconnect, true)]
    [InlineData("reset", UpstreamReset.ConnectFailure, true)]
    [InlineData("reset", UpstreamReset.Disconnect, true)]
    [InlineData("reset-before-request", UpstreamReset.ConnectFailure, true)]
    [InlineData("reset-before-request", UpstreamReset.Disconnect, false)]
    [InlineData("connect-failure", UpstreamReset.ConnectFailure, true)]
    [InlineData("connect-failure", UpstreamReset.Disconnect, false)]
    [InlineData("retriable-4xx", UpstreamReset.Disconnect, false)]
    [InlineData("retriable-status-codes", UpstreamReset.ConnectFailure, false)]
    public void A_failure_asks_for_a_retry_where_a_condition_has_it(string retryOn, UpstreamReset reset, bool expected) =>
        Policy($"retryOn: {retryOn}, retriableStatusCodes: [503]").AppliesToReset(reset).ShouldBe(expected);

    [Theory]
    [InlineData("cancelled", "1")]
    [InlineData("deadline-exceeded", "4")]
    [InlineData("resource-exhausted", "8")]
    [InlineData("internal", "13")]
    [InlineData("unavailable", "14")]
    public void Conditions_of_gRPC_look_at_its_status(string retryOn, string status)
    {
        Policy($"retryOn: {retryOn}").AppliesToResponse(200, [new("Grpc-Status", status)]).ShouldBeTrue();
        Policy($"retryOn: {retryOn}").AppliesToResponse(200, [new("grpc-status", "0")]).ShouldBeFalse();
    }

    [Fact]
    public void A_rate_limit_of_Envoys_is_retried_by_its_own_condition_alone()
    {
        HeaderField[] limited = [new("x-envoy-ratelimited", "true")];

        Policy("retryOn: '5xx,retriable-status-codes', retriableStatusCodes: [503]").AppliesToResponse(503, limited).ShouldBeFalse();
        Policy("retryOn: envoy-ratelimited").AppliesToResponse(429, limited).ShouldBeTrue();
        Policy("retryOn: envoy-ratelimited").AppliesToResponse(429, []).ShouldBeFalse();
    }

    [Fact]
    public void Waits_double_up_to_ten_times_the_first()
    {
        var policy = Policy("retryOn: 5xx");

        policy.BackOff(1, 0.5).ShouldBe(TimeSpan.FromMilliseconds(12.5));
        policy.BackOff(2, 0.5).ShouldBe(TimeSpan.FromMilliseconds(25));
        policy.BackOff(4, 0.5).ShouldBe(TimeSpan.FromMilliseconds(100));
        policy.BackOff(5, 0.5).ShouldBe(TimeSpan.FromMilliseconds(125));
        policy.BackOff(int.MaxValue, 0.5).ShouldBe(TimeSpan.FromMilliseconds(125));
        policy.BackOff(3, 0).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Waits_are_as_long_as_the_manifest_says()
    {
        var policy = Policy("retryOn: 5xx, retryBackOff: {baseInterval: 1s, maxInterval: 3s}");

        policy.BackOff(1, 0.5).ShouldBe(TimeSpan.FromSeconds(0.5));
        policy.BackOff(3, 0.5).ShouldBe(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void No_wait_is_longer_than_a_day()
    {
        var policy = Policy("retryOn: 5xx, retryBackOff: {baseInterval: 2562047h}");

        policy.BackOff(1, 0.5).ShouldBe(TimeSpan.FromHours(12));
        policy.BackOff(9, 0.5).ShouldBe(TimeSpan.FromHours(12));
    }

    [Theory]
    [InlineData("retryOn: 5xx", 1)]
    [InlineData("numRetries: 0", 1)]
    [InlineData("numRetries: 3", 3)]
    [InlineData("numRetries: 4294967295", int.MaxValue)]
    public void There_is_one_retry_unless_the_manifest_says_more(string retries, int expected) => Policy(retries).Limit.ShouldBe(expected);

    [Fact]
    public void A_routes_retries_replace_the_hosts_whole()
    {
        var policy = Compiling.Policy(Manifest.Service(
            $$"""
            - matchers: [{prefix: /own}]
              routeAction: {{Manifest.ToUp}}
              options: {retries: {retryOn: reset} }
            {{Manifest.ForwardAll}}
            """,
            "retries: {retryOn: 5xx, numRetries: 7, perTryTimeout: 3s}"));

        var host = policy.Decide(Requests.Get("/")).ShouldForward().Retries.ShouldNotBeNull();
        (host.Limit, host.PerTryTimeout).ShouldBe((7, TimeSpan.FromSeconds(3)));
        var own = policy.Decide(Requests.Get("/own")).ShouldForward().Retries.ShouldNotBeNull();
        (own.Limit, own.PerTryTimeout).ShouldBe((1, null));
        own.AppliesToResponse(503, []).ShouldBeFalse();
    }

    [Fact]
    public void Without_retries_nothing_is_sent_twice() =>
        Compiling.Policy(Manifest.Route("timeout: 3s")).Decide(Requests.Get("/")).ShouldForward().Retries.ShouldBeNull();

    private static RetryPolicy Policy(string retries) =>
        Compiling.Policy(Manifest.Route($"retries: {{{retries}}}")).Decide(Requests.Get("/")).ShouldForward().Retries.ShouldNotBeNull();
}
