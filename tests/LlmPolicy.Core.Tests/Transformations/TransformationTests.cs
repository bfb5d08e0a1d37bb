namespace LlmPolicy.Tests;

public sealed class TransformationTests
{
    [Fact]
    public void Headers_are_set_then_taken_off_then_added()
    {
        var policy = Compiling.Policy(Manifest.Route(Regular(
            """
            headers: {x-set: {text: new}, x-empty: {text: ''}, x-none: {text: '{{ header("x-nowhere") }}'}}
            headersToRemove: [x-gone]
            headersToAppend: [{key: x-more, value: {text: '2'}}, {key: x-made, value: {text: '{{ header("x-set") }}!'}}]
            passthrough: {}
            """)));
        var request = Requests.Get("/", ("x-set", "old"), ("x-set", "older"), ("x-empty", "e"), ("x-none", "n"), ("x-gone", "g"), ("x-more", "1"));

        var decision = policy.Decide(request);

        (decision.Sent(request, "x-set"), decision.Sent(request, "x-empty"), decision.Sent(request, "x-none"), decision.Sent(request, "x-gone")).ShouldBe(("new", null, null, null));
        decision.Sent(request, "x-more").ShouldBe("1|2");
        decision.Sent(request, "x-made").ShouldBe("new!");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{ header(\"x-a\") }}", "1")]
    [InlineData("{{header( \"X-A\" )}}", "1")]
    [InlineData("{{ request_header(\"x-a\") }}", "1")]
    [InlineData("a-{{ header(\"x-a\") }}-{{ header(\":path\") }}", "a-1-/p?q=1")]
    [InlineData("{{ header(\":authority\") }}", "example.com")]
    [InlineData("}} { { 100%", "}} { { 100%")]
    [InlineData("é", "Ã©")]
    public void A_value_is_text_and_headers(string template, string value)
    {
        var policy = Compiling.Policy(Manifest.Route(Regular($"headers: {{x-t: {{text: '{template}'}}}}\npassthrough: {{}}")));
        var request = Requests.Get("/p?q=1", ("x-a", "1"), ("x-a", "2"));

        policy.Decide(request).Sent(request, "x-t").ShouldBe(value);
    }

    [Theory]
    [InlineData("{{ x-a }}")]
    [InlineData("{{ header(\"x\") | upper }}")]
    [InlineData("{{ header(\"a\") + header(\"b\") }}")]
    [InlineData("{{ header(x) }}")]
    [InlineData("{{ env(\"HOME\") }}")]
    [InlineData("{{ extraction(\"x\") }}")]
    [InlineData("{{ header(\"x\"")]
    [InlineData("{% if x %}a{% endif %}")]
    [InlineData("{# a #}")]
    [InlineData("## if x")]
    [InlineData("{{- header(\"x\") -}}")]
    public void Any_other_template_is_an_error_at_its_place(string template)
    {
        var diagnostic = Compiling.Diagnostics(Manifest.Route(Regular($"headers: {{x-t: {{text: '{template}'}}}}\npassthrough: {{}}"))).ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.Transformation);
        diagnostic.Message.ShouldContain("x-t");
        diagnostic.Remedy.ShouldNotBeNull().ShouldContain("header(\"x\")");
    }

    [Fact]
    public void What_an_early_one_changes_is_what_tokens_limits_and_matchers_behind_it_see()
    {
        string jwt = Manifest.Jwt(Keys.Hmac.PublicKey);
        var policy = Compiling.Policy(Manifest.Route(
            "stagedTransformations: {early: {requestTransforms: [{requestTransformation: {transformationTemplate: {passthrough: {}, headers: {authorization: {text: 'Bearer {{ header(\"x-token\") }}'}}}}}]}}", jwt));

        policy.Decide(Requests.Get("/", ("x-token", Keys.Hmac.Sign("{}")))).ShouldForward();
        policy.Decide(Requests.Get("/", ("authorization", $"Bearer {Keys.Hmac.Sign("{}")}"))).ShouldRefuse(401, ReasonCodes.JwtBadFormat);
    }

    [Fact]
    public void A_regular_one_sees_what_tokens_have_left()
    {
        var policy = Compiling.Policy(Manifest.Route(
            Regular("headers: {x-copy: {text: '{{ header(\"authorization\") }}'}, x-who: {text: '{{ header(\"x-sub\") }}!'}}\npassthrough: {}"),
            Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: sub, header: x-sub}]")));
        var request = Requests.WithToken(Keys.Hmac.Sign("{\"sub\":\"a\"}"));

        var decision = policy.Decide(request);

        decision.Sent(request, "x-copy").ShouldBeNull();
        decision.Sent(request, "x-who").ShouldBe("a!");
    }

    [Fact]
    public void A_secret_that_is_put_on_later_is_not_copied()
    {
        var policy = Compiling.Policy(
            Manifest.Route(
                Regular("headers: {x-copy: {text: '{{ header(\"authorization\") }}'}}\npassthrough: {}", response: "headers: {x-back: {text: '{{ request_header(\"authorization\") }}'}}\npassthrough: {}")
                + "\nheaderManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}, append: false}]}")
            + Manifest.Secret("s", "Authorization: key"));
        var request = Requests.Get("/");

        var decision = policy.Decide(request);

        decision.Sent(request, "x-copy").ShouldBeNull();
        decision.ShouldForward().ResponseHeaders(new UpstreamAnswer(200, [])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, "one")]
    [InlineData(true, "two")]
    public void Another_route_matches_only_if_that_is_asked_for(bool clears, string upstream)
    {
        var policy = Compiling.Policy(Manifest.Service(
            """
            - {matchers: [{prefix: /, headers: [{name: x-go, value: two}]}], routeAction: {single: {upstream: {name: two} } } }
            - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: one} } } }
            """,
            $"stagedTransformations: {{early: {{requestTransforms: [{{clearRouteCache: {(clears ? "true" : "false")}, requestTransformation: {{transformationTemplate: {{passthrough: {{}}, headers: {{x-go: {{text: two}}}}}}}}}}]}}}}")
            + "\n" + Manifest.Upstream.Replace("name: up", "name: one") + "\n" + Manifest.Upstream.Replace("name: up", "name: two"));

        policy.Decide(Requests.Get("/")).ShouldForward().Upstream.Name.ShouldBe(upstream);
    }

    [Fact]
    public void The_first_entry_that_fits_counts_alone()
    {
        var policy = Compiling.Policy(Manifest.Route(
            """
            stagedTransformations:
              regular:
                requestTransforms:
                  - {matcher: {prefix: /a, methods: [GET]}, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-a: {text: a}}}}}
                  - {matcher: {prefix: /, headers: [{name: x-h}]}, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-b: {text: b}}}}}
            """));

        Sent(Requests.Get("/a/b", ("x-h", "1"))).ShouldBe("a-");
        Sent(Requests.Post("/a/b", ("x-h", "1"))).ShouldBe("-b");
        Sent(Requests.Get("/c")).ShouldBe("-");

        string Sent(PolicyRequest request) => policy.Decide(request) is var decision ? $"{decision.Sent(request, "x-a")}-{decision.Sent(request, "x-b")}" : "";
    }

    [Fact]
    public void A_routes_stand_in_the_place_of_its_hosts_both_stages_at_once()
    {
        string host = $"stagedTransformations: {{early: {{requestTransforms: [{Entry("x-early", "host")}]}}, regular: {{requestTransforms: [{Entry("x-regular", "host")}]}}}}";

        Sent(Manifest.Route("{}", host)).ShouldBe("host, host");
        Sent(Manifest.Route($"stagedTransformations: {{regular: {{requestTransforms: [{Entry("x-regular", "route")}]}}}}", host)).ShouldBe("none, route");
        Sent(Manifest.Route("stagedTransformations: {}", host)).ShouldBe("none, none");
        Sent(Manifest.Route($"stagedTransformations: {{inheritTransformation: true, regular: {{requestTransforms: [{Entry("x-regular", "route")}]}}}}", host)).ShouldBe("host, route");
        Sent(Manifest.Route($"transformations: {Entry("x-regular", "former")}", host)).ShouldBe("none, former");
        Sent(Manifest.Route($"transformations: {Entry("x-regular", "former")}\nstagedTransformations: {{regular: {{requestTransforms: [{Entry("x-early", "staged")}]}}}}")).ShouldBe("staged, none");
        Sent(Manifest.Route($"transformations: {Entry("x-regular", "former")}\nstagedTransformations: {{early: {{requestTransforms: [{Entry("x-early", "staged")}]}}}}")).ShouldBe("staged, former");

        static string Entry(string header, string text) => $"{{requestTransformation: {{transformationTemplate: {{passthrough: {{}}, headers: {{{header}: {{text: {text}}}}}}}}}}}";

        static string Sent(string manifest)
        {
            var request = Requests.Get("/");
            var decision = Compiling.Policy(manifest).Decide(request);
            return $"{decision.Sent(request, "x-early") ?? "none"}, {decision.Sent(request, "x-regular") ?? "none"}";
        }
    }

    [Fact]
    public void An_answer_has_the_headers_of_the_entry_that_fitted_or_of_the_first_that_fits_it()
    {
        var policy = Compiling.Policy(Manifest.Route(
            """
            headerManipulation: {responseHeadersToAdd: [{header: {key: x-level, value: l}}]}
            stagedTransformations:
              regular:
                requestTransforms:
                  - matcher: {prefix: /own}
                    responseTransformation: {transformationTemplate: {passthrough: {}, headers: {x-a: {text: own}}}}
                responseTransforms:
                  - matchers: [{name: ':status', value: '5..', regex: true}]
                    responseTransformation: {transformationTemplate: {passthrough: {}, headers: {x-a: {text: failed}}, headersToRemove: [x-powered-by]}}
                  - responseTransformation: {transformationTemplate: {passthrough: {}, headers: {x-a: {text: '{{ header("x-level") }}-{{ request_header("x-r") }}-{{ header("x-up") }}'}}}}
            """));

        Answered("/own", 200).ShouldBe("own; php");
        Answered("/", 503).ShouldBe("failed; ");
        Answered("/", 200).ShouldBe("l-r-u; php");

        string Answered(string target, int status)
        {
            HeaderField[] headers = [new("x-up", "u"), new("x-powered-by", "php")];
            var changed = Deciding.Apply(headers, policy.Decide(Requests.Get(target, ("x-r", "r"))).ShouldForward().ResponseHeaders(new UpstreamAnswer(status, headers)));
            return $"{Deciding.Lines(changed, "x-a")}; {Deciding.Lines(changed, "x-powered-by")}";
        }
    }

    [Theory]
    [InlineData("", "{}", 0)]
    [InlineData("", "[1, \"\\ud83d\\ude00\"]", 0)]
    [InlineData("", "", 0)]
    [InlineData("", "a=b", 400)]
    [InlineData("", "{}{}", 400)]
    [InlineData("", "{\"a\":1,}", 400)]
    [InlineData("", "1e999", 400)]
    [InlineData("", "\"\\ud83d\"", 400)]
    [InlineData("parseBodyBehavior: DontParse", "a=b", 0)]
    [InlineData("ignoreErrorOnParse: true", "a=b", 0)]
    [InlineData("passthrough: {}", "a=b", 0)]
    public void Without_passthrough_a_body_has_to_be_JSON(string more, string body, int refused)
    {
        var policy = Compiling.Policy(Manifest.Route(Regular($"headers: {{x-t: {{text: t}}}}\n{more}")));
        var facts = PolicyFacts.None with { Body = BodyFact.Whole(System.Text.Encoding.UTF8.GetBytes(body)) };

        var decision = policy.Evaluate(Requests.Post("/", ("content-type", "application/json")), facts, Deciding.Now);

        (decision.Response?.StatusCode ?? 0).ShouldBe(refused);
        if (body.Length == 0)
        {
            decision.Sent(Requests.Post("/", ("content-type", "application/json")), "content-type").ShouldBeNull();
        }
    }

    [Fact]
    public void A_body_is_asked_for_once_its_caller_is_known_and_may_not_be_too_long()
    {
        var policy = Compiling.Policy(Manifest.Route(
            "stagedTransformations: {early: {requestTransforms: [{requestTransformation: {transformationTemplate: {headers: {x-t: {text: t}}}}}]}}", Manifest.Jwt(Keys.Hmac.PublicKey)));
        var known = Requests.Post("/", ("authorization", $"Bearer {Keys.Hmac.Sign("{}")}"));

        policy.Decide(Requests.Post("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(known).Need.ShouldBeOfType<BodyNeed>().Limit.ShouldBe(1 << 20);
        policy.Evaluate(known, PolicyFacts.None with { Body = BodyFact.Incomplete }, Deciding.Now).ShouldRefuse(413, ReasonCodes.TransformationBody).Body.ShouldBe("payload too large");
    }

    [Theory]
    [InlineData("{}", "two")]
    [InlineData("a=b", null)]
    public void A_body_has_to_be_JSON_on_another_route_that_an_early_one_or_claims_lead_to(string body, string? upstream)
    {
        string routes =
            """
            - {matchers: [{prefix: /, headers: [{name: x-go, value: two}]}], options: {stagedTransformations: {}}, routeAction: {single: {upstream: {name: two} } } }
            - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up} } } }
            """;
        string early = "stagedTransformations: {early: {requestTransforms: [{clearRouteCache: true, requestTransformation: {transformationTemplate: {headers: {x-go: {text: two}}}}}]}}";
        string waits = "stagedTransformations: {early: {requestTransforms: [{requestTransformation: {transformationTemplate: {headers: {x-t: {text: t}}}}}]}}";
        string claims = Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: go, header: x-go}]");
        string two = Manifest.Upstream.Replace("name: up", "name: two");
        var facts = PolicyFacts.None with { Body = BodyFact.Whole(System.Text.Encoding.UTF8.GetBytes(body)) };
        var known = Requests.Post("/", ("authorization", $"Bearer {Keys.Hmac.Sign("{\"go\":\"two\"}")}"));

        Decided(early, Requests.Post("/"));
        Decided($"{waits}\n{claims}", known);

        void Decided(string options, PolicyRequest request)
        {
            var policy = Compiling.Policy(Manifest.Service(routes, options) + "\n" + two);

            policy.Decide(request).Need.ShouldBeOfType<BodyNeed>();
            var decision = policy.Evaluate(request, facts, Deciding.Now);
            if (upstream is null)
            {
                decision.ShouldRefuse(400, ReasonCodes.TransformationBody);
            }
            else
            {
                decision.ShouldForward().Upstream.Name.ShouldBe(upstream);
            }
        }
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("parseBodyBehavior: DontParse", 400)]
    [InlineData("passthrough: {}", 0)]
    public void A_WebSocket_whose_body_would_be_awaited_is_refused(string more, int refused)
    {
        var policy = Compiling.Policy(Manifest.Route(Regular($"headers: {{x-t: {{text: t}}}}\n{more}")));

        var decision = policy.Decide(Requests.Get("/", ("connection", "Upgrade"), ("upgrade", "websocket")));

        (decision.Response?.StatusCode ?? 0).ShouldBe(refused);
    }

    [Theory]
    [InlineData("headers: {':path': {text: /x}}")]
    [InlineData("headers: {':status': {text: '200'}}")]
    [InlineData("headers: {host: {text: x}}")]
    [InlineData("headers: {'x y': {text: x}}")]
    [InlineData("headersToRemove: [':path']")]
    [InlineData("headersToAppend: [{key: host, value: {text: x}}]")]
    [InlineData("headers: {Transfer-Encoding: {text: '{{ header(\"x-te\") }}'}}")]
    [InlineData("headersToAppend: [{key: content-length, value: {text: '1'}}]")]
    [InlineData("advancedTemplates: true")]
    [InlineData("escapeCharacters: true")]
    [InlineData("headers: {x-a: {text: a}, x-b: {text: '{{ header(\"X-A\") }}'}}")]
    public void What_can_not_be_done_exactly_is_an_error(string template)
    {
        var diagnostic = Compiling.Diagnostics(Manifest.Route(Regular($"{template}\npassthrough: {{}}"))).ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.Transformation);
        diagnostic.Remedy.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("body: {text: x}")]
    [InlineData("mergeExtractorsToBody: {}")]
    [InlineData("mergeJsonKeys: {jsonKeys: {}}")]
    [InlineData("extractors: {a: {header: b, regex: '.*'}}")]
    [InlineData("dynamicMetadataValues: [{key: a, value: {text: b}}]")]
    [InlineData("spanTransformer: {name: {text: a}}")]
    public void So_is_what_is_not_supported_by_its_name(string template)
    {
        Compiling.Diagnostics(Manifest.Route(Regular(template))).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Unsupported);
    }

    [Fact]
    public void An_answer_is_not_held_back()
    {
        Compiling.Diagnostics(Manifest.Route(Regular("passthrough: {}", response: "headers: {x-a: {text: a}}"))).ShouldHaveSingleItem().Remedy.ShouldBe("Add passthrough: {}.");
    }

    private static string Regular(string template, string? response = null)
    {
        string Block(string name, string fields) => $"        {name}:\n          transformationTemplate:\n{string.Join('\n', fields.Split('\n').Where(line => line.Length > 0).Select(line => $"            {line}"))}\n";
        return $"stagedTransformations:\n  regular:\n    requestTransforms:\n      -\n{Block("requestTransformation", template)}{(response is null ? "" : Block("responseTransformation", response))}";
    }
}
