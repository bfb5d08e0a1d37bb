using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

/// <summary>Secrets that can't be sent: <c>check</c> and <c>explain</c> say of them what the gateway says when it starts.</summary>
public sealed class UnusableSecretTests : IDisposable
{
    private const string Canary = "c4n4ry";

    private const string Service = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            routes:
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: model}}}
                options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: model, namespace: default}
        spec: {static: {hosts: [{addr: api.example, port: 443}]}}

        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_names_it_and_fails()
    {
        var run = Running.Tool.Run("check", With($"\"Bearer {Canary}\\n\""));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("policy.yaml(19,14): error LLMP2035: The Secret default/key can't be sent: the value of Authorization has a control character or a line break.");
        (run.Output + run.Error).ShouldNotContain(Canary);
    }

    [Fact]
    public void Check_is_content_where_the_apps_settings_have_another_value()
    {
        string none = _folder.Write("none.json", "{}");
        string own = _folder.Write("own.json", """{"LlmPolicy": {"Secrets": {"default": {"key": {"Authorization": "Bearer good"}}}}}""");

        Running.Tool.Run("check", With("''"), "--config", none).ExitCode.ShouldBe(1);
        Running.Tool.Run("check", With("''"), "--config", own).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Explain_ends_in_503_as_the_gateway_does()
    {
        var run = Running.Tool.Run("explain", With($"\"Bearer {Canary}\\e\""), "--url", "/");

        run.Output.ShouldStartWith("503 secret.unavailable");
        run.Output.ShouldContain("secret default/key can't be sent: the value of Authorization has a control character or a line break");
        run.Output.ShouldNotContain("goes upstream");
        (run.Output + run.Error).ShouldNotContain(Canary);
    }

    [Fact]
    public void Explain_says_so_in_JSON_too()
    {
        var run = Running.Tool.Run("explain", With("' '"), "--url", "/", "-o", "json");

        using var json = System.Text.Json.JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("outcome").GetString().ShouldBe("respond");
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(503);
        json.RootElement.GetProperty("reason").GetString().ShouldBe("secret.unavailable");
        json.RootElement.GetProperty("position").GetProperty("line").GetInt32().ShouldBe(9);
        json.RootElement.TryGetProperty("upstream", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_value_that_can_be_sent_goes_upstream_and_so_does_one_of_the_settings()
    {
        string own = _folder.Write("own.json", """{"LlmPolicy": {"Secrets": {"default": {"key": {"Authorization": "Bearer good"}}}}}""");

        Running.Tool.Run("explain", With("Bearer good"), "--url", "/").Output.ShouldStartWith("forwarded");
        Running.Tool.Run("explain", With("''"), "--url", "/", "--config", own).Output.ShouldStartWith("forwarded");
    }

    private string With(string value) => _folder.Write("policy.yaml", $$"""
        {{Service}}---
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: default}
        stringData: {Authorization: {{value}}}
        """);
}
