namespace LlmPolicy.Tests;

/// <summary><c>ai</c> of an Upstream: addresses, paths, and what does not load.</summary>
public sealed class ProviderUpstreamTests
{
    private const string ToAi = "- matchers: [{prefix: /}]\n  routeAction: {single: {upstream: {name: ai}}}";

    [Theory]
    [InlineData("openai: {}", "api.openai.com", 443, "api.openai.com")]
    [InlineData("mistral: {}", "api.mistral.ai", 443, "api.mistral.ai")]
    [InlineData("anthropic: {}", "api.anthropic.com", 443, "api.anthropic.com")]
    [InlineData("gemini: {}", "generativelanguage.googleapis.com", 443, "generativelanguage.googleapis.com")]
    [InlineData("azureOpenai: {endpoint: 'https://mine.openai.azure.com/', deploymentName: d, apiVersion: v}", "mine.openai.azure.com", 443, "mine.openai.azure.com")]
    [InlineData("openai: {customHost: {host: 10.0.0.1, port: 443, hostname: models.example}}", "10.0.0.1", 443, "models.example")]
    [InlineData("openai: {customHost: {host: models.internal, port: 8080}}", "models.internal", 8080, null)]
    public void Is_the_providers_address(string ai, string host, int port, string? sni)
    {
        var address = Policy(ai).Upstreams.ShouldHaveSingleItem();
        var endpoint = address.Endpoints.ShouldHaveSingleItem();

        (endpoint.Host, endpoint.Port, endpoint.Sni, address.Tls).ShouldBe((host, port, sni, sni is not null));
        endpoint.Authority.ShouldBe(sni ?? host);
    }

    [Theory]
    [InlineData("openai: {}", "/chat", "/v1/chat/completions")]
    [InlineData("openai: {}", "/v1/embeddings?a=b", "/v1/embeddings?a=b")]
    [InlineData("anthropic: {}", "/chat?beta=true", "/v1/messages?beta=true")]
    [InlineData("openai: {customHost: {host: a, port: 80, pathOverride: {basePath: /openai/}}}", "/v1/embeddings", "/openai/v1/embeddings")]
    [InlineData("openai: {customHost: {host: a, port: 80, pathOverride: {fullPath: '/own?x=1'}}}", "/v1/embeddings?a=b", "/own?x=1")]
    [InlineData(Azure, "/chat", "/openai/deployments/d%20e/chat/completions?api-version=2024-06-01")]
    [InlineData(Azure, "/v1/embeddings?api-version=1&a=b&api%2Dversion=2", "/openai/deployments/d%20e/embeddings?a=b&api-version=2024-06-01")]
    [InlineData(Azure, "/openai/deployments/other/audio/speech", "/openai/deployments/d%20e/audio/speech?api-version=2024-06-01")]
    [InlineData(Azure, "/openai/deployments", "/openai/deployments/d%20e/chat/completions?api-version=2024-06-01")]
    [InlineData("gemini: {model: m, apiVersion: v1}", "/chat", "/v1/models/m:generateContent")]
    [InlineData("gemini: {model: m, apiVersion: v1}", "/v1beta/models/other:streamGenerateContent?alt=sse", "/v1/models/m:streamGenerateContent?alt=sse")]
    [InlineData("gemini: {model: m, apiVersion: v1}", "/v1/tunedModels/other:generateContent", "/v1/models/m:generateContent")]
    [InlineData("gemini: {model: m, apiVersion: v1}", "/v1/models", "/v1/models")]
    [InlineData("gemini: {}", "/x/models/other:countTokens", "/v1beta/models/other:countTokens")]
    [InlineData("gemini: {}", "/chat", "/chat")]
    public void Sends_what_the_provider_calls_it(string ai, string target, string sent)
    {
        var decision = Policy(ai).Evaluate(new PolicyRequest { Method = "POST", Target = target, Authority = "a.example", Scheme = "http" }, PolicyFacts.None, DateTimeOffset.UnixEpoch);

        decision.Forwarding.ShouldNotBeNull().Target.ShouldBe(sent);
        decision.Forwarding!.Host.ShouldBeNull();
    }

    [Theory]
    [InlineData("vertexAi: {}", DiagnosticCodes.Unsupported, "vertexAi")]
    [InlineData("bedrock: {}", DiagnosticCodes.Unsupported, "bedrock")]
    [InlineData("multi: {}", DiagnosticCodes.Unsupported, "multi")]
    [InlineData("{}", DiagnosticCodes.InvalidValue, "no provider")]
    [InlineData("azureOpenai: {endpoint: a.example, apiVersion: v}", DiagnosticCodes.RequiredField, "deploymentName")]
    [InlineData("openai: {customHost: {host: a.example}}", DiagnosticCodes.UpstreamAddress, "port")]
    [InlineData("openai: {authToken: {secretRef: {name: a, namespace: other}}}", DiagnosticCodes.MissingSecret, "own namespace")]
    [InlineData("openai: {authToken: {secretRef: {name: a}}}", DiagnosticCodes.MissingSecret, "default/a")]
    public void Some_do_not_load(string ai, string code, string words)
    {
        var found = Compiling.Compile(Manifest.Service(ToAi) + Upstream(ai));

        found.Succeeded.ShouldBeFalse();
        var error = found.Diagnostics.ShouldHaveSingleItem();
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(words);
    }

    [Fact]
    public void A_key_in_the_manifest_is_warned_of_and_never_shown()
    {
        const string Key = "sk-very-secret";
        string manifest = Manifest.Service(ToAi) + Upstream($"openai: {{authToken: {{inline: {Key}}}}}");

        var found = PolicyAnalyzer.Analyze([new ManifestFile("policy.yaml", manifest)]);
        var policy = Compiling.Policy(manifest);
        string shown = string.Join('\n', found.Select(d => $"{d} {d.Remedy}").Concat(policy.Routes.Select(r => r.ToString()!)).Concat(
            policy.Explain(new PolicyRequest { Method = "POST", Target = "/chat", Authority = "a.example", Scheme = "http" }, PolicyFacts.None, DateTimeOffset.UnixEpoch).Steps.Select(s => s.Text)));

        found.ShouldContain(d => d.Code == DiagnosticCodes.InlineKey);
        shown.ShouldContain("inline:ai");
        shown.ShouldNotContain(Key);
    }

    [Fact]
    public void Check_offers_it_where_a_manifest_writes_a_provider_out()
    {
        const string Route = "- matchers: [{prefix: /}]\n  routeAction: {single: {upstream: {name: ai}}}\n  options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}}";
        string manifest = Manifest.Service(Route) + "\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: ai}\nspec: {static: {hosts: [{addr: api.openai.com, port: 443}]}}\n"
            + Manifest.Secret("key", "Authorization: Bearer a");

        var note = PolicyAnalyzer.Analyze([new ManifestFile("policy.yaml", manifest)]).Single(d => d.Code == DiagnosticCodes.LongForm);

        note.Remedy.ShouldNotBeNull().ShouldContain("spec.ai.openai");
    }

    private const string Azure = "azureOpenai: {endpoint: a.example, deploymentName: d e, apiVersion: '2024-06-01'}";

    private static CompiledPolicy Policy(string ai) => Compiling.Policy(Manifest.Service(ToAi) + Upstream(ai));

    private static string Upstream(string ai) => $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: ai}}\nspec: {{ai: {(ai.StartsWith('{') ? ai : $"{{{ai}}}")}}}\n";
}
