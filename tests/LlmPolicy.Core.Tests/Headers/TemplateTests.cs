namespace LlmPolicy.Tests;

/// <summary>Commands between per cents in header values.</summary>
public sealed class TemplateTests
{
    /// <summary>By the names that Envoy documents.</summary>
    [Theory]
    [InlineData("PROTOCOL")]
    [InlineData("RESPONSE_CODE")]
    [InlineData("RESPONSE_FLAGS")]
    [InlineData("RESPONSE_FLAGS_LONG")]
    [InlineData("RESPONSE_CODE_DETAILS")]
    [InlineData("CONNECTION_TERMINATION_DETAILS")]
    [InlineData("UPSTREAM_TRANSPORT_FAILURE_REASON")]
    [InlineData("UPSTREAM_PROTOCOL")]
    [InlineData("UPSTREAM_HOST")]
    [InlineData("UPSTREAM_REQUEST_ATTEMPT_COUNT")]
    [InlineData("GRPC_STATUS")]
    [InlineData("DURATION")]
    [InlineData("RESPONSE_DURATION")]
    [InlineData("HOSTNAME")]
    [InlineData("CONNECTION_ID")]
    [InlineData("PATH")]
    [InlineData("BYTES_SENT")]
    [InlineData("BYTES_RECEIVED")]
    [InlineData("ROUTE_NAME")]
    [InlineData("DOWNSTREAM_REMOTE_ADDRESS")]
    [InlineData("DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT")]
    [InlineData("DOWNSTREAM_REMOTE_PORT")]
    [InlineData("DOWNSTREAM_DIRECT_REMOTE_ADDRESS")]
    [InlineData("DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT")]
    [InlineData("DOWNSTREAM_LOCAL_ADDRESS")]
    [InlineData("DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT")]
    [InlineData("DOWNSTREAM_LOCAL_PORT")]
    [InlineData("REQUESTED_SERVER_NAME")]
    [InlineData("DOWNSTREAM_TLS_VERSION")]
    [InlineData("START_TIME")]
    [InlineData("DOWNSTREAM_PEER_SUBJECT")]
    [InlineData("DOWNSTREAM_PEER_ISSUER")]
    [InlineData("DOWNSTREAM_PEER_SERIAL")]
    [InlineData("DOWNSTREAM_PEER_URI_SAN")]
    [InlineData("DOWNSTREAM_PEER_DNS_SAN")]
    [InlineData("DOWNSTREAM_PEER_FINGERPRINT_256")]
    [InlineData("DOWNSTREAM_PEER_FINGERPRINT_1")]
    [InlineData("DOWNSTREAM_PEER_CERT")]
    [InlineData("REQ(a)")]
    [InlineData("RESP(a)")]
    [InlineData("TRAILER(a)")]
    [InlineData("QUERY_PARAM(a)")]
    [InlineData("DYNAMIC_METADATA(a:b)")]
    [InlineData("FILTER_STATE(a)")]
    [InlineData("ENVIRONMENT(A)")]
    public void A_command_that_can_be_known_here_is_taken(string command)
    {
        LlmPolicy.Headers.HeaderTemplateParser.TryParse($"%{command}%", out string? error).ShouldNotBeNull(error).Constant.ShouldBeNull();
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("%%", "%")]
    [InlineData("100%%", "100%")]
    [InlineData("%%REQ(x-b)%%", "%REQ(x-b)%")]
    [InlineData("%%%PROTOCOL%%%", "%HTTP/1.1%")]
    [InlineData("a%PROTOCOL%b", "aHTTP/1.1b")]
    [InlineData("%PROTOCOL()%", "HTTP/1.1")]
    [InlineData("%REQ(x-b)%", "bee")]
    [InlineData("%REQ(X-B)%", "bee")]
    [InlineData("%REQ(x-none)%", null)]
    [InlineData("%REQ(x-none?x-b)%", "bee")]
    [InlineData("%REQ(x-b?x-none)%", "bee")]
    [InlineData("%REQ(x-b):1%", "b")]
    [InlineData("%REQ(x-b):0%", null)]
    [InlineData("%REQ(x-b):100%", "bee")]
    [InlineData("%REQ(x-b):99999999999%", "bee")]
    [InlineData("%REQ(x-twice)%", "1")]
    [InlineData("%REQ(x-b)%%REQ(x-b)%", "beebee")]
    [InlineData("%REQ(x-b)%-%REQ(x-none)%", "bee-")]
    [InlineData("%REQ(:path)%", "/p?q=1")]
    [InlineData("%REQ(:path):4%", "/p?q")]
    [InlineData("%REQ(:method)%", "GET")]
    [InlineData("%REQ(:authority)%", "example.com")]
    [InlineData("%REQ(host)%", "example.com")]
    [InlineData("%REQ(:scheme)%", "http")]
    [InlineData("%START_TIME(%z|%Z|%%)%", "+0000|UTC|%")]
    [InlineData("%START_TIME(%Y %m %d %H %M %S %b %a %F %T %s)%", "2023 11 14 22 13 20 Nov Tue 2023-11-14 22:13:20 1700000000")]
    [InlineData("%RESP(server)%", null)]
    [InlineData("%RESPONSE_CODE%", "0")]
    [InlineData("%RESPONSE_FLAGS%", "-")]
    [InlineData("%RESPONSE_FLAGS_LONG%", "-")]
    [InlineData("%ROUTE_NAME%", "default_vs-route-0-matcher-0")]
    [InlineData("%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%", "203.0.113.7")]
    [InlineData("%DOWNSTREAM_REMOTE_ADDRESS%", "203.0.113.7:4711")]
    [InlineData("%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%", "203.0.113.7")]
    [InlineData("%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:team)%", "data")]
    [InlineData("%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:a:b)%", "[1]")]
    [InlineData("%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:p:team):2%", "da")]
    [InlineData("%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:none)%", null)]
    [InlineData("%DYNAMIC_METADATA(other:principal:team)%", null)]
    public void A_value_may_be_made_of_the_request_and_of_verified_claims(string template, string? expected)
    {
        var request = new PolicyRequest
        {
            Method = "GET",
            Target = "/p?q=1",
            Authority = "example.com",
            RemoteAddress = "203.0.113.7",
            RemotePort = 4711,
            Headers =
            [
                new("authorization", "Bearer " + Keys.Hmac.Sign("""{"team":"data","a":{"b":[1]}}""")), new("x-b", "bee"), new("x-twice", "1"), new("x-twice", "2"),
            ],
        };

        Policy(template).Decide(request).Sent(request, "x-v").ShouldBe(expected);
    }

    [Theory]
    [InlineData("%DOWNSTREAM_REMOTE_PORT%", "4711")]
    [InlineData("%DOWNSTREAM_REMOTE_ADDRESS%", "[2001:db8::7]:4711")]
    [InlineData("%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%", "[2001:db8::7]:4711")]
    [InlineData("%DOWNSTREAM_LOCAL_ADDRESS%", "192.0.2.1:8443")]
    [InlineData("%DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%", "192.0.2.1")]
    [InlineData("%DOWNSTREAM_LOCAL_PORT%", "8443")]
    [InlineData("%REQUESTED_SERVER_NAME%", "sni.example")]
    [InlineData("%DOWNSTREAM_TLS_VERSION%", "TLSv1.3")]
    [InlineData("%DOWNSTREAM_PEER_SUBJECT%", null)]
    [InlineData("%DOWNSTREAM_PEER_CERT%", null)]
    [InlineData("%QUERY_PARAM(q)%", "a%20b")]
    [InlineData("%QUERY_PARAM(none)%", null)]
    [InlineData("%TRAILER(x)%", null)]
    [InlineData("%FILTER_STATE(x)%", null)]
    [InlineData("%ENVIRONMENT(PATH)%", "-")]
    [InlineData("%BYTES_RECEIVED%", "0")]
    [InlineData("%PROTOCOL%", "HTTP/2")]
    public void A_value_may_be_made_of_the_connection_as_the_host_knows_it(string template, string? expected)
    {
        var request = new PolicyRequest
        {
            Method = "GET",
            Target = "/?q=a%20b&q=c",
            Authority = "example.com",
            Protocol = "HTTP/2",
            RemoteAddress = "2001:db8::7",
            RemotePort = 4711,
            LocalAddress = "192.0.2.1",
            LocalPort = 8443,
            TlsServerName = "sni.example",
            TlsVersion = "TLSv1.3",
        };

        Compiling.Policy(Manifest.Route(Add("", template))).Decide(request).Sent(request, "x-v").ShouldBe(expected);
    }

    [Theory]
    [InlineData("a", """{"b":[1,"x"]}""")]
    [InlineData("n", "1")]
    public void A_claim_that_is_no_text_is_compact_JSON(string claim, string expected)
    {
        var request = Requests.WithToken(Keys.Hmac.Sign("{\n  \"a\": {\n    \"b\": [ 1.0, \"x\" ]\n  },\n  \"n\": 1.0\n}"));

        Policy($"%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:{claim})%").Decide(request).Sent(request, "x-v").ShouldBe(expected);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("50%")]
    [InlineData("% %")]
    [InlineData("%NOPE%")]
    [InlineData("%PROTOCOL")]
    [InlineData("PROTOCOL%")]
    [InlineData("%REQ%")]
    [InlineData("%REQ()%")]
    [InlineData("%REQ(x-b)")]
    [InlineData("%REQ(x-b):y%")]
    [InlineData("%REQ(x-b):-1%")]
    [InlineData("%req(x-b)%")]
    [InlineData("%REQ(a?b?c)%")]
    [InlineData("%REQ( x-b )%")]
    [InlineData("%REQ_WITHOUT_QUERY(:path)%")]
    public void What_Envoy_does_not_load_is_an_error(string template)
    {
        var (text, mark) = MarkedText.Parse(Manifest.Route(Add("§", template)));

        var diagnostic = Compiling.Diagnostics(text).ShouldHaveSingleItem();

        (diagnostic.Code, diagnostic.Position).ShouldBe((DiagnosticCodes.Substitution, mark));
    }

    [Theory]
    [InlineData("%UPSTREAM_CLUSTER%")]
    [InlineData("%TRACE_ID%")]
    [InlineData("%START_TIME(%Q)%")]
    [InlineData("%CEL(request.headers)%")]
    public void What_cannot_be_known_here_is_an_error_and_not_an_empty_value(string template)
    {
        Compiling.Diagnostics(Manifest.Route(Add("", template))).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Substitution);
    }

    [Fact]
    public void The_path_in_a_value_is_the_one_before_its_rewrite()
    {
        var request = Requests.Get("/p?q");

        Compiling.Policy(Manifest.Route($"prefixRewrite: /r\n{Add("", "%REQ(:path)%")}")).Decide(request).Sent(request, "x-v").ShouldBe("/p?q");
    }

    [Fact]
    public void The_token_is_off_before_a_value_can_show_it()
    {
        var request = Requests.WithToken(Keys.Hmac.Sign("{}"), "/?access_token=&a");
        var byHeader = Requests.WithToken(Keys.Hmac.Sign("{}"), "/p");

        Policy("%REQ(authorization)%").Decide(byHeader).Sent(byHeader, "x-v").ShouldBeNull();
        Policy("%REQ(authorization)%").Decide(request).ShouldRespond(401);
    }

    [Fact]
    public void Text_above_ascii_is_sent_as_its_bytes()
    {
        var request = Requests.WithToken(Keys.Hmac.Sign("""{"team":"käse"}"""));

        Policy("ü").Decide(request).Sent(request, "x-v").ShouldBe("\u00c3\u00bc");
        Policy("%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:team)%").Decide(request).Sent(request, "x-v").ShouldBe("k\u00c3\u00a4se");
    }

    [Theory]
    [AbuseCase("H3")]
    [InlineData("a\\r\\nx-admin: 1")]
    [InlineData("a\\nb")]
    [InlineData("a\\u0000b")]
    public void A_claim_that_would_break_the_line_is_not_sent(string claim)
    {
        Policy("%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:team)%")
            .Decide(Requests.WithToken(Keys.Hmac.Sign($$"""{"team":"{{claim}}"}"""))).ShouldRefuse(503, ReasonCodes.HeaderValue).Body.ShouldNotContain("admin");
    }

    [Theory]
    [InlineData("%START_TIME%", "2023-11-14T22:13:20.000Z")]
    [InlineData("%START_TIME(%Y-%m-%d %H:%M:%S)%", "2023-11-14 22:13:20")]
    [InlineData("%START_TIME(%s)%", "1700000000")]
    public void The_time_is_the_evaluations(string template, string expected)
    {
        var request = Requests.WithToken(Keys.Hmac.Sign("{}"));

        Policy(template).Decide(request).Sent(request, "x-v").ShouldBe(expected);
    }

    private static CompiledPolicy Policy(string template) => Compiling.Policy(Manifest.Route(Add("", template), Manifest.Jwt(Keys.Hmac.PublicKey)));

    private static string Add(string mark, string template) => $"headerManipulation: {{requestHeadersToAdd: [{{header: {{key: x-v, value: {mark}'{template}'}}, append: false}}]}}";
}
