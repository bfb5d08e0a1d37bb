namespace LlmPolicy.Tests;

/// <summary>What is refused or taken off before any rule of a manifest, as Envoy's codecs do it.</summary>
public sealed class CodecTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Open = Compiling.Policy(Manifest.Service(Manifest.ForwardAll));

    private static readonly CompiledPolicy Guarded = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(Key.PublicKey)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_line_of_Authorization_adds_nothing_to_the_other(bool before)
    {
        (string, string) empty = ("Authorization", "");
        (string, string) token = ("Authorization", $"Bearer {Key.Sign("{}")}");

        Decide(Guarded, before ? [empty, token] : [token, empty]).ShouldForward();
        Decide(Guarded, token, ("Authorization", "x")).Response!.StatusCode.ShouldBe(401);
    }

    [Theory]
    [InlineData("chunked", "5")]
    [InlineData("gzip, chunked", "5")]
    [InlineData("identity", "0")]
    public void A_length_beside_a_coding_is_refused(string coding, string length) =>
        Decide(Open, ("Transfer-Encoding", coding), ("Content-Length", length)).ShouldRefuse(400, ReasonCodes.Framing).Body.ShouldBe("Bad Request");

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("chunked, chunked")]
    [InlineData("chunked, gzip")]
    [InlineData("identity")]
    [InlineData(",chunked")]
    [InlineData("chunked;q=1")]
    [InlineData("\"chunked\"")]
    [InlineData("xchunked")]
    [InlineData("")]
    public void A_coding_other_than_chunked_is_refused(string coding) =>
        Decide(Open, ("Transfer-Encoding", coding)).ShouldRefuse(501, ReasonCodes.Framing).Body.ShouldBe("Not Implemented");

    [Fact]
    public void A_coding_on_two_lines_is_refused() =>
        Decide(Open, ("Transfer-Encoding", "chunked"), ("transfer-encoding", "chunked")).ShouldRefuse(501, ReasonCodes.Framing);

    [Theory]
    [InlineData("chunked")]
    [InlineData("Chunked")]
    public void Chunked_alone_is_taken(string coding) => Decide(Open, ("Transfer-Encoding", coding)).ShouldForward();

    [Theory]
    [InlineData("+5")]
    [InlineData("-0")]
    [InlineData("5, 5")]
    [InlineData("0x5")]
    [InlineData("5.0")]
    [InlineData("")]
    [InlineData("9999999999999999999999999")]
    public void A_length_that_is_no_number_of_digits_is_refused(string length) =>
        Decide(Open, ("Content-Length", length)).ShouldRefuse(400, ReasonCodes.Framing).Body.ShouldBe("Bad Request");

    [Theory]
    [InlineData("5")]
    [InlineData("0005")]
    [InlineData("0000000000000000000000000000005")]
    public void A_length_may_have_zeros_before_it(string length) => Decide(Open, ("Content-Length", length)).ShouldForward();

    [Fact]
    public void Two_lengths_are_refused() => Decide(Open, ("Content-Length", "5"), ("Content-Length", "5")).ShouldRefuse(400, ReasonCodes.Framing);

    [Theory]
    [InlineData("HTTP/1.0")]
    [InlineData("HTTP/0.9")]
    public void HTTP_1_0_is_asked_for_1_1(string protocol) =>
        Open.Decide(Requests.Get("/") with { Protocol = protocol }).ShouldRefuse(426, ReasonCodes.Version).Body.ShouldBe("Upgrade Required");

    [Fact]
    public void A_coding_is_refused_before_the_version() =>
        Open.Decide(Requests.Get("/", ("transfer-encoding", "gzip")) with { Protocol = "HTTP/1.0" }).ShouldRefuse(501, ReasonCodes.Framing);

    [Theory]
    [InlineData("authorization")]
    [InlineData("close, Authorization")]
    [InlineData(" , AUTHORIZATION , keep-alive")]
    public void A_token_in_a_header_that_Connection_names_is_none(string connection) =>
        Decide(Guarded, ("Connection", connection), ("Authorization", $"Bearer {Key.Sign("{}")}"))
            .ShouldRefuse(401, ReasonCodes.JwtMissing).Body.ShouldBe("Jwt is missing");

    [Theory]
    [InlineData("x-own", null, "2")]
    [InlineData("X-Own , , close", null, "2")]
    [InlineData("x-own, x-two", null, null)]
    [InlineData("x-other", "1", "2")]
    [InlineData("\"x-own\"", "1", "2")]
    [InlineData("close, keep-alive", "1", "2")]
    public void Headers_that_Connection_names_are_not_sent_on(string connection, string? own, string? two)
    {
        var request = Requests.Get("/", ("Connection", connection), ("X-Own", "1"), ("X-Two", "2"));

        var decision = Open.Decide(request);

        (decision.Sent(request, "x-own"), decision.Sent(request, "x-two")).ShouldBe((own, two));
    }

    [Fact]
    public void They_may_be_named_on_several_lines()
    {
        var request = Requests.Get("/", ("Connection", "close"), ("Connection", "x-own"), ("X-Own", "1"));

        Open.Decide(request).Sent(request, "x-own").ShouldBeNull();
    }

    [Theory]
    [InlineData("x-forwarded-for")]
    [InlineData("close, X-Forwarded-Host")]
    [InlineData("x-forwarded-proto")]
    [InlineData(":authority")]
    [InlineData(":path")]
    [InlineData("a,b,c,d,e,f,g,h,i,j")]
    [InlineData("a, , , , , , , , , j")]
    public void A_Connection_that_names_what_has_to_stay_or_ten_is_refused(string connection) =>
        Decide(Open, ("Connection", connection)).ShouldRefuse(400, ReasonCodes.ConnectionHeader).Body.ShouldBe("Bad Request");

    [Fact]
    public void Nine_names_are_taken() => Decide(Open, ("Connection", "a,b,c,d,e,f,g,h,i")).ShouldForward();

    [Fact]
    public void Without_the_Host_that_Connection_names_there_is_none() => Decide(Open, ("Connection", "close, Host")).ShouldRefuse(400, ReasonCodes.NoHost).Body.ShouldBe("");

    [Theory]
    [InlineData("trailers", "trailers")]
    [InlineData("gzip, trailers;q=1", "gzip, trailers;q=1")]
    [InlineData("gzip", null)]
    public void TE_stays_for_its_trailers(string te, string? sent)
    {
        var request = Requests.Get("/", ("Connection", "te"), ("TE", te));

        Open.Decide(request).Sent(request, "te").ShouldBe(sent);
    }

    [Fact]
    public void How_long_the_body_is_stays()
    {
        var request = Requests.Post("/", ("Connection", "content-length"), ("Content-Length", "5"));

        Open.Decide(request).Sent(request, "content-length").ShouldBe("5");
    }

    /// <summary>Recorded: Envoy leaves all that an upgrade comes with.</summary>
    [Fact]
    public void A_request_for_another_protocol_keeps_what_Connection_names()
    {
        var request = Requests.Get("/", ("Connection", "Upgrade, X-Own"), ("Upgrade", "websocket"), ("X-Own", "1"));

        Open.Decide(request).Sent(request, "x-own").ShouldBe("1");
    }

    [Theory]
    [InlineData("keep-alive", "timeout=5")]
    [InlineData("proxy-connection", "close")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("connection", "close")]
    [InlineData("upgrade", "websocket")]
    [InlineData("te", "gzip")]
    [InlineData("te", "trailers, deflate")]
    [InlineData("te", "")]
    public void Over_HTTP_2_no_header_speaks_of_the_connection(string name, string value) => OverHttp2(name, value).ShouldRefuse(400, ReasonCodes.ConnectionHeader);

    [Theory]
    [InlineData("te", "trailers")]
    [InlineData("te", "TRAILERS")]
    [InlineData("content-length", "05")]
    [InlineData("http2-settings", "AAMAAABkAAQAAP__")]
    public void Others_are_taken(string name, string value) => OverHttp2(name, value).ShouldForward();

    [Fact]
    public void A_tunnel_over_HTTP_2_has_one_protocol()
    {
        (string, string)[] tunnel = [("connection", "Upgrade"), ("upgrade", "websocket")];

        Open.Decide(Requests.Get("/", tunnel) with { Protocol = "HTTP/2" }).ShouldForward();
        Open.Decide(Requests.Get("/", [.. tunnel, ("upgrade", "websocket")]) with { Protocol = "HTTP/2" }).ShouldRefuse(400, ReasonCodes.ConnectionHeader);
    }

    [Theory]
    [InlineData("FROB", "HTTP/2", true)]
    [InlineData("M-SEARCH", "HTTP/2", true)]
    [InlineData("FROB", "HTTP/1.1", false)]
    [InlineData("get", "HTTP/2", false)]
    [InlineData("G T", "HTTP/2", false)]
    public void HTTP_2_takes_any_method_that_is_sent_on_as_it_is(string method, string protocol, bool taken) =>
        Open.Decide(Requests.Make(method, "/", []) with { Protocol = protocol }).Outcome.ShouldBe(taken ? PolicyOutcome.Forward : PolicyOutcome.Respond);

    /// <summary>Recorded: the query alone is no path.</summary>
    [Fact]
    public void An_address_with_a_query_and_no_path_leads_nowhere() => Open.Decide(Requests.Get("http://example.com?x=1")).ShouldRefuse(404, ReasonCodes.TargetNotAPath);

    [Theory]
    [InlineData("{}", 403)]
    [InlineData("upgrades: [{websocket: {enabled: true}}]", 0)]
    [InlineData("upgrades: [{websocket: {}}]", 0)]
    [InlineData("upgrades: [{websocket: {enabled: false}}]", 403)]
    public void Where_the_listener_takes_no_WebSockets_a_route_may(string options, int status)
    {
        var policy = Compiling.Policy(Manifest.Route(options), new PolicyCompilerOptions { AllowWebSockets = false });

        var decision = policy.Decide(Requests.Get("/", ("connection", "Upgrade"), ("upgrade", "websocket")));

        (decision.Response?.StatusCode ?? 0).ShouldBe(status);
    }

    [Fact]
    public void The_explanation_says_what_is_wrong() => Open
        .Explain(Requests.Get("/", ("Transfer-Encoding", "gzip")), PolicyFacts.None, Deciding.Now)
        .Steps.ShouldContain(step => step.Text.Contains("Transfer-Encoding", StringComparison.Ordinal));

    private static PolicyDecision OverHttp2(string name, string value) => Open.Decide(Requests.Get("/", (name, value)) with { Protocol = "HTTP/2" });

    private static PolicyDecision Decide(CompiledPolicy policy, params (string, string)[] headers) => policy.Decide(Requests.Post("/", headers));
}
