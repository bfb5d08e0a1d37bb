namespace LlmPolicy.Tests.ExtAuth;

/// <summary>A key that was shown goes no further: not to an upstream, not by another name.</summary>
public sealed class ShownKeyTests
{
    private const string Key = "N2YwMDIxZTEtNGUzNS1jNzgz";

    [Theory]
    [InlineData("extauth: {disable: true}")]
    [InlineData("rbac: {disable: true}")]
    public void Not_where_another_route_is_taken_after_it_was_asked_for(string other)
    {
        var policy = Compiling.Policy(
            Manifest.Service(
                $$"""
                - matchers: [{prefix: /, headers: [{name: x-go}]}]
                  routeAction: {{Manifest.ToUp}}
                  options: { {{other}} }
                - matchers: [{prefix: /}]
                  routeAction: {{Manifest.ToUp}}
                  options:
                    {{KeyManifest.Asked}}
                    stagedTransformations:
                      regular: {requestTransforms: [{clearRouteCache: true, requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-go: {text: 'on'} } } } }]}
                """)
            + KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data}}") + KeyManifest.Secret("infra", Key));
        var request = Requests.Get("/", ("api-key", Key));

        var decision = policy.Decide(request);

        (decision.Sent(request, "x-go"), decision.Sent(request, "x-user-id"), decision.Sent(request, "api-key")).ShouldBe(("on", "infra", null));
    }

    [Theory]
    [InlineData("stagedTransformations: {regular: {requestTransforms: [{requestTransformation: {transformationTemplate: {passthrough: {}, headers: {x-copy: {text: '{{ header(\"api-key\") }}'}}}}}]}}")]
    [InlineData("headerManipulation: {requestHeadersToAdd: [{header: {key: x-copy, value: '%REQ(api-key)%'}}]}")]
    public void Not_in_another_header(string options)
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key), routeOptions: $"{{{options}}}"));
        var request = Requests.Get("/", ("api-key", Key));

        var decision = policy.Decide(request);

        decision.Forwarding.ShouldNotBeNull().RequestHeaders.ShouldNotContain(change => change.Value != null && change.Value.Contains(Key));
        decision.Sent(request, "api-key").ShouldBeNull();
    }

    [Fact]
    public void Not_back_to_the_client_either()
    {
        var policy = Compiling.Policy(KeyManifest.Host(
            KeyManifest.Secret("infra", Key), routeOptions: "{headerManipulation: {responseHeadersToAdd: [{header: {key: x-copy, value: 'k%REQ(api-key)%'}}]}}"));

        var answer = policy.Decide(Requests.Get("/", ("api-key", Key))).Forwarding.ShouldNotBeNull().ResponseHeaders(new UpstreamAnswer(200, []));

        answer.ShouldNotContain(change => change.Value != null && change.Value.Contains(Key));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(60_000, false)]
    public void An_expression_names_64_configs_at_the_most(int terms, bool loads) =>
        Compiling.Compile(
            Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked)
            + KeyManifest.Config("- {name: a, apiKeyAuth: {labelSelector: {team: data}}}", string.Join(" && ", Enumerable.Repeat("a", terms))) + KeyManifest.Secret("infra", Key))
            .Succeeded.ShouldBe(loads);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void And_an_AuthConfig_has_as_many(int configs, bool loads) =>
        Compiling.Compile(
            Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked)
            + KeyManifest.Config(string.Join('\n', Enumerable.Range(0, configs).Select(i => $"- {{name: c{i}, apiKeyAuth: {{headerName: x-{i}, labelSelector: {{team: data}}}}}}"))) + KeyManifest.Secret("infra", Key))
            .Succeeded.ShouldBe(loads);
}
