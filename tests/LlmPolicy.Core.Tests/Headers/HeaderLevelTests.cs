namespace LlmPolicy.Tests;

/// <summary>Which header changes win: the destination's come first, then the route's, then the host's, and what comes later wins.</summary>
public sealed class HeaderLevelTests
{
    [Theory]
    [InlineData("false", "false", "host")]
    [InlineData("true", "true", "client|route|host")]
    [InlineData("false", "true", "route|host")]
    [InlineData("true", "false", "host")]
    public void A_hosts_header_comes_after_the_routes(string routeAppends, string hostAppends, string expected)
    {
        string manifest = Manifest.Route(Add($"{{header: {{key: x-a, value: route}}, append: {routeAppends}}}"), Add($"{{header: {{key: x-a, value: host}}, append: {hostAppends}}}"));

        Sent(manifest, "x-a", ("X-A", "client")).ShouldBe(expected);
    }

    [Fact]
    public void A_weighted_destinations_header_comes_before_the_routes()
    {
        string manifest = Manifest.Service($$"""
            - routeAction:
                multi:
                  destinations:
                    - destination: {upstream: {name: up} }
                      weight: 1
                      options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: destination} }]} }
              options: {{{Add("{header: {key: x-a, value: route}}")}} }
            """);

        Sent(manifest, "x-a").ShouldBe("destination|route");
    }

    [Fact]
    public void A_route_may_look_at_what_the_destination_set()
    {
        string manifest = Manifest.Route(
            Add("{header: {key: x-a, value: one}, append: false}"), Add("{header: {key: x-b, value: '%REQ(x-a)%'}}"));

        Sent(manifest, "x-b", ("x-a", "client")).ShouldBe("one");
    }

    [Theory]
    [InlineData("{header: {key: x-a, value: '1'}}, {header: {key: x-a, value: '2'}}", "client|1|2")]
    [InlineData("{header: {key: x-a, value: '1'}, append: false}, {header: {key: x-a, value: '2'}, append: false}", "2")]
    [InlineData("{header: {key: x-a, value: '1'}}, {header: {key: x-a, value: '2'}, append: false}", "2|1")]
    [InlineData("{header: {key: x-a, value: '1'}, append: false}, {header: {key: x-a, value: '2'}}", "1|2")]
    [InlineData("{header: {key: x-b, value: '1'}}", "client")]
    [InlineData("{header: {key: x-a, value: ''}, append: false}", "client")]
    [InlineData("{header: {key: x-a}, append: false}", "client")]
    [InlineData("{header: {key: x-a, value: '%REQ(x-none)%'}, append: false}", "client")]
    [InlineData("{header: {key: x-a, value: '%REQ(x-a)%!'}, append: false}", "client!")]
    [InlineData("{header: {key: x-a, value: '  spaced  '}, append: false}", "spaced")]
    public void Within_a_level_all_are_set_before_any_is_appended(string entries, string expected)
    {
        Sent(Manifest.Route(Add(entries)), "x-a", ("x-a", "client")).ShouldBe(expected);
    }

    [Fact]
    public void Removals_come_before_additions_whatever_is_written_first()
    {
        string manifest = Manifest.Route(
            "headerManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: ours}}, {header: {key: x-b, value: '%REQ(X-A)%'}}], requestHeadersToRemove: [X-a]}");

        Sent(manifest, "x-a", ("x-a", "client")).ShouldBe("ours");
        Sent(manifest, "x-b", ("x-a", "client")).ShouldBeNull("values are made after the removals and before the additions");
    }

    [Fact]
    public void Every_line_of_a_removed_header_goes_whatever_its_case()
    {
        Sent(Manifest.Route("headerManipulation: {requestHeadersToRemove: [x-a]}"), "x-a", ("X-A", "1"), ("x-a", "2")).ShouldBeNull();
    }

    [Fact]
    public void Response_headers_follow_the_same_order()
    {
        var forwarding = Compiling.Policy(Manifest.Route(
            "headerManipulation: {responseHeadersToAdd: [{header: {key: x-a, value: route}}], responseHeadersToRemove: [server]}",
            "headerManipulation: {responseHeadersToAdd: [{header: {key: x-a, value: host}}, {header: {key: x-b, value: '%RESP(x-a)% %RESPONSE_CODE%'}}]}"))
            .Decide(Requests.Get("/")).ShouldForward();

        HeaderField[] upstreams = [new("Server", "nginx"), new("x-a", "upstream")];
        var sent = Deciding.Apply(upstreams, forwarding.ResponseHeaders(new UpstreamAnswer(201, upstreams)));

        Deciding.Lines(sent, "x-a").ShouldBe("upstream|route|host");
        Deciding.Lines(sent, "x-b").ShouldBe("upstream 201");
        Deciding.Lines(sent, "server").ShouldBeNull();
    }

    [Theory]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    public void How_an_answer_is_framed_is_left_to_the_server(string name)
    {
        var forwarding = Compiling.Policy(Manifest.Route(
            $"headerManipulation: {{responseHeadersToAdd: [{{header: {{key: {name}, value: '5'}}, append: false}}, {{header: {{key: x-a, value: '1'}}}}], responseHeadersToRemove: [{name}]}}"))
            .Decide(Requests.Get("/")).ShouldForward();

        forwarding.ResponseHeaders(new UpstreamAnswer(200, [new(name, "3")])).Select(change => change.ToString()).ShouldBe(["Append x-a"]);
    }

    [Fact]
    public void Answers_of_our_own_get_the_routes_response_headers_too()
    {
        string headers = "headerManipulation: {responseHeadersToAdd: [{header: {key: x-a, value: ours}}]}";
        var policy = Compiling.Policy(Manifest.Service(
            $"- {{matchers: [{{prefix: /a}}], directResponseAction: {{status: 200}}, options: {{{headers}}}}}\n- {{matchers: [{{prefix: /c}}], routeAction: {Manifest.ToUp}, options: {{{headers}}}}}",
            Manifest.Jwt(Keys.Hmac.PublicKey)));

        policy.Decide(Requests.Get("/c")).ShouldRefuse(401, ReasonCodes.JwtMissing).Header("x-a").ShouldBe("ours");
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("{}"), "/a")).ShouldRespond(200).Header("x-a").ShouldBe("ours");
        policy.Decide(Requests.Get("/b")).ShouldRespond(404).Header("x-a").ShouldBeNull();
    }

    [Fact]
    public void A_response_takes_no_secret()
    {
        Compiling.Diagnostics(Manifest.Route("headerManipulation: {responseHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}}]}"))
            .ShouldContain(d => d.Code == DiagnosticCodes.UnknownField && d.Message.Contains("headerSecretRef"));
    }

    private static string Add(string entries) => $"headerManipulation: {{requestHeadersToAdd: [{entries}]}}";

    private static string? Sent(string manifest, string name, params (string, string)[] headers)
    {
        var request = Requests.Get("/", headers);
        return Compiling.Policy(manifest).Decide(request).Sent(request, name);
    }
}
