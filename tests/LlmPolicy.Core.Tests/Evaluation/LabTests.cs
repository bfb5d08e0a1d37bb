namespace LlmPolicy.Tests;

public sealed class LabTests
{
    [Fact]
    public void The_labs_files_compile_without_a_word()
    {
        var compilation = PolicyCompiler.Compile(Lab.Files);

        compilation.Succeeded.ShouldBeTrue();
        compilation.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_request_without_a_token_gets_401_and_the_workshops_words()
    {
        var decision = Lab.Policy.Decide(Lab.Request());

        var response = decision.ShouldRefuse(401, ReasonCodes.JwtMissing);
        response.Body.ShouldBe("Jwt is missing");
        response.Header("www-authenticate").ShouldBe("Bearer realm=\"http://example.com/huggingface-gloo-gw\"");
        response.Header("content-type").ShouldBe("text/plain");
    }

    [Fact]
    public void The_labs_token_is_let_through_to_the_model()
    {
        var request = Lab.RequestWithToken();

        var decision = Lab.Policy.Decide(request);

        var forwarding = decision.ShouldForward();
        forwarding.Upstream.ShouldBe(new ResourceName("default", "huggingface-upstream"));
        forwarding.Target.ShouldBe("/models/openai-community/gpt2");
        forwarding.Host.ShouldBeNull("autoHostRewrite leaves the host to the address that is picked");
        decision.Sent(request, "content-type").ShouldBe("application/json");
        decision.Sent(request, "authorization").ShouldBeNull("the caller's token is taken off");
        decision.Sent(request, "secret:default/hftoken").ShouldBe("Append");
    }

    [Fact]
    public void The_decision_names_the_caller_with_the_claims()
    {
        var caller = Lab.Policy.Decide(Lab.RequestWithToken()).Callers.ShouldHaveSingleItem();

        caller.Provider.ShouldBe("selfminted");
        caller.Claims.GetProperty("sub").GetString().ShouldBe("solo-workshop");
        caller.ToString().ShouldBe("selfminted");
    }

    [Fact]
    public void A_changed_token_is_refused()
    {
        string[] parts = Lab.Token.Split('.');
        string forged = $"{parts[0]}.{SigningKey.Encode("""{"iss":"solo.io","llms":{"huggingface":["hugging-face-latest"]}}""")}.{parts[2]}";

        Lab.Policy.Decide(Requests.WithToken(forged, Lab.Path)).ShouldRefuse(401, ReasonCodes.JwtSignature).Body.ShouldBe("Jwt verification fails");
    }

    [Fact]
    public void Another_path_has_no_route_whoever_asks()
    {
        Lab.Policy.Decide(Lab.RequestWithToken("/other")).ShouldRefuse(404, ReasonCodes.NoRoute).Body.ShouldBe("");
    }

    [Theory]
    [InlineData("/huggingface-gloo-gw?x=1", "/models/openai-community/gpt2?x=1")]
    [InlineData("/huggingface-gloo-gwXYZ", "/models/openai-community/gpt2XYZ")]
    [InlineData("/huggingface-gloo-gw/a%2Fb", "/models/openai-community/gpt2/a%2Fb")]
    public void What_the_prefix_did_not_match_keeps_its_bytes(string target, string expected)
    {
        Lab.Policy.Decide(Lab.RequestWithToken(target)).ShouldForward().Target.ShouldBe(expected);
    }

    [Fact]
    public void The_policy_says_its_routes_in_words()
    {
        var route = Lab.Policy.Routes.ShouldHaveSingleItem();

        route.Route.ToString().ShouldBe("default/ai-services-vs:routes[0]");
        route.Domains.ShouldBe(["*"]);
        route.Matchers.ShouldBe(["prefix /huggingface-gloo-gw"]);
        route.Access.ShouldContain("selfminted");
        route.Access.ShouldContain("llms > huggingface");
        route.Upstreams.ShouldBe([new ResourceName("default", "huggingface-upstream")]);
        route.Secrets.ShouldBe([new ResourceName("default", "hftoken")]);
    }

    [Fact]
    public void The_upstream_has_the_labs_address()
    {
        var upstream = Lab.Policy.Upstreams.ShouldHaveSingleItem();

        upstream.Tls.ShouldBeTrue();
        upstream.Endpoints.ShouldBe([new UpstreamEndpoint { Host = "api-inference.huggingface.co", Port = 443, Sni = "api-inference.huggingface.co" }]);
    }
}
