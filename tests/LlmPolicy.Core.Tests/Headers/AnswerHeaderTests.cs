namespace LlmPolicy.Tests;

/// <summary>The manifest's response headers on answers that no upstream gave, and what commands print there: as recorded from Envoy.</summary>
public sealed class AnswerHeaderTests
{
    private const string Facts = """
        headerManipulation:
          responseHeadersToAdd:
            - header: {key: x-code, value: '%RESPONSE_CODE%'}
            - header: {key: x-status, value: '%RESP(:status)%'}
            - header: {key: x-details, value: '%RESPONSE_CODE_DETAILS%'}
            - header: {key: x-flags, value: '%RESPONSE_FLAGS%'}
            - header: {key: x-long-flags, value: '%RESPONSE_FLAGS_LONG%'}
            - header: {key: x-attempts, value: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%'}
            - header: {key: x-sent, value: '%BYTES_SENT%'}
            - header: {key: x-upstream-host, value: '%UPSTREAM_HOST%'}
            - header: {key: x-upstream-protocol, value: '%UPSTREAM_PROTOCOL%'}
            - header: {key: x-transport, value: '%UPSTREAM_TRANSPORT_FAILURE_REASON%'}
            - header: {key: x-duration, value: '%DURATION%'}
            - header: {key: x-response-duration, value: '%RESPONSE_DURATION%'}
            - header: {key: x-received, value: '%BYTES_RECEIVED%'}
        """;

    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Service(
        $$"""
        - matchers: [{prefix: /direct}]
          directResponseAction: {status: 201, body: said}
          options: {jwt: {disable: true} }
        - matchers: [{prefix: /moved}]
          redirectAction: {hostRedirect: new.example}
          options: {jwt: {disable: true} }
        - matchers: [{prefix: /guarded-direct}]
          directResponseAction: {status: 200}
        - matchers: [{prefix: /rbac}]
          routeAction: {{Manifest.ToUp}}
          options: {rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {team: a} } }]} } } }
        - routeAction: {{Manifest.ToUp}}
        """,
        Manifest.Jwt(Keys.Hmac.PublicKey) + "\n" + Facts));

    [Theory]
    [InlineData("/direct", "0", "201", "direct_response")]
    [InlineData("/moved", "0", "301", "direct_response")]
    [InlineData("/", "0", "401", "jwt_authn_access_denied{Jwt_is_missing}")]
    public void An_answer_of_the_policys_own_has_no_response_code_yet(string target, string code, string status, string details)
    {
        var headers = Policy.Decide(Requests.Get(target)).Response.ShouldNotBeNull();

        headers.Header("x-code").ShouldBe(code);
        headers.Header("x-status").ShouldBe(status);
        headers.Header("x-details").ShouldBe(details);
        headers.Header("x-flags").ShouldBe("-");
        headers.Header("x-attempts").ShouldBe("0", "it never came to the router");
        headers.Header("x-sent").ShouldBe("0");
        headers.Header("x-upstream-host").ShouldBeNull();
        headers.Header("x-response-duration").ShouldBeNull();
    }

    [Fact]
    public void So_it_is_where_RBAC_denies()
    {
        var response = Policy.Decide(Requests.WithToken(Keys.Hmac.Sign("{}"), "/rbac")).ShouldRefuse(403, ReasonCodes.RbacDenied);

        response.Header("x-code").ShouldBe("0");
        response.Header("x-details").ShouldBe("rbac_access_denied_matched_policy[none]");
    }

    /// <summary>Those of a value that can't be sent and of upgrades are recorded, the others are the words of Envoy's filters.</summary>
    [Theory]
    [InlineData(ReasonCodes.HeaderValue, "DPE", "DownstreamProtocolError", "filter_removed_required_request_headers{invalid_header_value_for:_x-evil}")]
    [InlineData(ReasonCodes.UpstreamUnavailable, "NC", "NoClusterFound", "cluster_not_found")]
    [InlineData(ReasonCodes.CsrfOrigin, "-", "-", "csrf_origin_mismatch")]
    [InlineData(ReasonCodes.FaultAbort, "FI", "FaultInjected", "fault_filter_abort")]
    [InlineData(ReasonCodes.TransformationBody, "-", "-", "transformation_filter_error")]
    [InlineData(ReasonCodes.Upgrade, "-", "-", "upgrade_failed")]
    [InlineData(ReasonCodes.ModelDenied, "-", "-", ReasonCodes.ModelDenied)]
    public void Each_refusal_has_words_of_its_own(string reason, string flags, string longFlags, string details)
    {
        var facts = LlmPolicy.Headers.AnswerFacts.Of(new Exchanges.Refusal(reason, 503, "invalid header value for: x-evil"));

        (facts.StatusCode, facts.ResponseCode, facts.Flags, facts.LongFlags, facts.Details).ShouldBe((503, 0, flags, longFlags, details));
        (facts.Attempts, facts.UpstreamProtocol).ShouldBe(reason == ReasonCodes.HeaderValue ? (1, "HTTP/1.1") : (0, null), "that alone is found on the way to an upstream");
    }

    [Fact]
    public void A_refusal_on_a_route_that_answers_by_itself_has_none_of_them()
    {
        var response = Policy.Decide(Requests.Get("/guarded-direct")).ShouldRefuse(401, ReasonCodes.JwtMissing);

        response.Headers.Select(h => h.Name).ShouldBe(["www-authenticate", "content-type"], ignoreOrder: true);
    }

    [Fact]
    public void A_refusal_carries_the_headers_of_the_destination_that_was_drawn()
    {
        var policy = Compiling.Policy(Manifest.Service(
            """
            - routeAction:
                multi:
                  destinations:
                    - {destination: {upstream: {name: up}}, weight: 1, options: {headerManipulation: {responseHeadersToAdd: [{header: {key: x-d, value: one}}]}}}
                    - {destination: {upstream: {name: up}}, weight: 1, options: {headerManipulation: {responseHeadersToAdd: [{header: {key: x-d, value: other}}]}}}
            """,
            Manifest.Jwt(Keys.Hmac.PublicKey)));

        policy.Decide(Requests.Get("/") with { Draw = 0.1 }).ShouldRefuse(401, ReasonCodes.JwtMissing).Header("x-d").ShouldBe("one");
        policy.Decide(Requests.Get("/") with { Draw = 0.9 }).ShouldRefuse(401, ReasonCodes.JwtMissing).Header("x-d").ShouldBe("other");
    }

    [Theory]
    [InlineData("201", "said", "http://example.com/a?b")]
    [InlineData("304", "said", "http://example.com/a?b")]
    [InlineData("200", "said", null)]
    public void A_direct_response_that_may_say_where_says_where(string status, string body, string? location)
    {
        Compiling.Policy(Manifest.Service($"- directResponseAction: {{status: {status}, body: {body}}}"))
            .Decide(Requests.Get("/a?b")).Response.ShouldNotBeNull().Header("location").ShouldBe(location);
    }

    [Fact]
    public void Without_a_body_there_is_no_type_and_the_challenge_is_the_policys()
    {
        const string Headers = """
            headerManipulation:
              responseHeadersToAdd:
                - header: {key: content-type, value: text/html}
                - header: {key: www-authenticate, value: Basic}
            """;
        var policy = Compiling.Policy(Manifest.Service($"- matchers: [{{prefix: /bare}}]\n  directResponseAction: {{status: 200}}\n  options: {{jwt: {{disable: true}}}}\n{Manifest.ForwardAll}", Manifest.Jwt(Keys.Hmac.PublicKey) + "\n" + Headers));

        policy.Decide(Requests.Get("/bare")).Response.ShouldNotBeNull().Header("content-type").ShouldBeNull();
        var refused = policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
        refused.Header("content-type").ShouldBe("text/html");
        refused.Header("www-authenticate").ShouldBe("Bearer realm=\"http://example.com/\"");
    }

    [Theory]
    [InlineData(UpstreamFailure.None, "503", "-", "-", "via_upstream", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.NoHealthyUpstream, "0", "UH", "NoHealthyUpstream", "no_healthy_upstream", null, null)]
    [InlineData(UpstreamFailure.ConnectionFailure, "0", "UF", "UpstreamConnectionFailure", "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}", null, "delayed_connect_error:_Connection_refused")]
    [InlineData(UpstreamFailure.ConnectionTermination, "0", "UC", "UpstreamConnectionTermination", "upstream_reset_before_response_started{connection_termination}", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.ProtocolError, "0", "UPE", "UpstreamProtocolError", "upstream_reset_before_response_started{protocol_error}", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.RequestTimeout, "0", "UT", "UpstreamRequestTimeout", "response_timeout", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.ConnectionTimeout, "0", "UF", "UpstreamConnectionFailure", "upstream_reset_before_response_started{connection_timeout}", null, null)]
    [InlineData(UpstreamFailure.TryTimeout, "0", "UT", "UpstreamRequestTimeout", "upstream_per_try_timeout", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.DurationTimeout, "0", "-", "-", "max_duration_timeout", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.InvalidHeaderValue, "0", "DPE", "DownstreamProtocolError", "filter_removed_required_request_headers", "HTTP/1.1", null)]
    [InlineData(UpstreamFailure.StreamIdleTimeout, "0", "SI", "StreamIdleTimeout", "stream_idle_timeout", "HTTP/1.1", null)]
    public void A_failure_of_the_upstream_is_told_in_Envoys_words(
        UpstreamFailure failure, string code, string flags, string longFlags, string details, string? protocol, string? transport)
    {
        var headers = Answered(new UpstreamAnswer(503, []) { Failure = failure, Duration = TimeSpan.FromMilliseconds(12) });

        headers("x-code").ShouldBe(code);
        headers("x-status").ShouldBe("503");
        headers("x-flags").ShouldBe(flags);
        headers("x-long-flags").ShouldBe(longFlags);
        headers("x-details").ShouldBe(details);
        headers("x-attempts").ShouldBe("1");
        headers("x-upstream-protocol").ShouldBe(protocol);
        headers("x-transport").ShouldBe(transport);
        headers("x-duration").ShouldBe("12");
        headers("x-response-duration").ShouldBe(failure == UpstreamFailure.None ? "12" : null);
    }

    [Fact]
    public void Retries_that_were_used_up_show()
    {
        var headers = Answered(new UpstreamAnswer(503, []) { Failure = UpstreamFailure.ConnectionFailure, Attempts = 3, RetriesExhausted = true, Address = "192.0.2.1:80" });

        headers("x-flags").ShouldBe("URX,UF");
        headers("x-long-flags").ShouldBe("UpstreamRetryLimitExceeded,UpstreamConnectionFailure");
        headers("x-attempts").ShouldBe("3");
        headers("x-upstream-host").ShouldBe("192.0.2.1:80");
    }

    [Theory]
    [InlineData(null, "0")]
    [InlineData("12", "12")]
    public void What_was_received_is_what_the_request_said_it_would_be(string? length, string received)
    {
        var request = Requests.Post("/", [("authorization", $"Bearer {Keys.Hmac.Sign("{}")}"), .. length is null ? [] : new[] { ("content-length", length) }]);

        Answered(new UpstreamAnswer(200, []), request)("x-received").ShouldBe(received);
    }

    private static Func<string, string?> Answered(UpstreamAnswer answer, PolicyRequest? request = null)
    {
        var forwarding = Policy.Decide(request ?? Requests.WithToken(Keys.Hmac.Sign("{}"))).ShouldForward();
        var headers = Deciding.Apply([], forwarding.ResponseHeaders(answer));
        return name => Deciding.Lines(headers, name);
    }
}
