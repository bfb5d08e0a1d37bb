using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class ExplainTests : IDisposable
{
    private const string Url = "http://localhost/huggingface-gloo-gw";

    private const string Allowed = """{"llms": {"huggingface": ["hugging-face-latest"]}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_labs_token_goes_upstream_and_the_answer_names_upstream_secret_and_each_header()
    {
        using JsonDocument json = Json("explain", Lab.Policies, "--method", "POST", "--url", Url, "--token", "@" + Path.Combine(Lab.Sample, "lab-token.txt"));

        JsonElement root = json.RootElement;
        root.GetProperty("outcome").GetString().ShouldBe("forward");
        root.GetProperty("reason").GetString().ShouldBe("forwarded");
        root.GetProperty("route").GetString().ShouldBe("default/ai-services-vs:routes[0]");
        root.GetProperty("upstream").GetString().ShouldBe("default/huggingface-upstream");
        root.GetProperty("path").GetString().ShouldBe("/models/openai-community/gpt2");
        root.GetProperty("headers").EnumerateArray().Select(h => $"{h.GetProperty("change")} {(h.TryGetProperty("secret", out var s) ? s : h.GetProperty("name"))}")
            .ShouldBe(["remove authorization", "set Content-Type", "append default/hftoken"]);
        root.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(10);
        root.TryGetProperty("status", out _).ShouldBeFalse();
    }

    [Fact]
    public void Claims_are_explained_without_a_token_of_the_provider()
    {
        using JsonDocument json = Json("explain", Lab.Policies, "--url", Url, "--claims", Allowed);

        json.RootElement.GetProperty("reason").GetString().ShouldBe("forwarded");
    }

    [Fact]
    public void A_refusal_has_status_and_reason_and_exit_code_0()
    {
        var run = Running.Tool.Run("explain", Lab.Policies, "--url", Url, "-o", "json");

        run.ExitCode.ShouldBe(0);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("outcome").GetString().ShouldBe("respond");
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(401);
        json.RootElement.GetProperty("reason").GetString().ShouldBe("jwt.missing");
        json.RootElement.GetProperty("rule").GetProperty("line").GetInt32().ShouldBe(12);
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "forwarded")]
    [InlineData("2026-01-31T12:02:00Z", "jwt.expired")]
    public void The_clock_can_be_set(string now, string reason)
    {
        long expires = new DateTimeOffset(2026, 1, 31, 12, 0, 30, TimeSpan.Zero).ToUnixTimeSeconds();

        Running.Tool.Run("explain", Lab.Policies, "--url", Url, "--now", now, "--claims", $$"""{"exp": {{expires}}, "llms": {"huggingface": ["hugging-face-latest"]} }""")
            .Output.Split('\n')[0].ShouldContain(reason);
    }

    [Fact]
    public void Values_are_shown_only_if_asked_for()
    {
        string[] args = ["explain", Lab.Policies, "--url", Url, "--claims", """{"llms": {"huggingface": "sesame"}}"""];

        Running.Tool.Run(args).Output.ShouldNotContain("sesame");
        Running.Tool.Run([.. args, "--show-values"]).Output.ShouldContain("found string \"sesame\"");
    }

    [Fact]
    public void Headers_and_method_pick_the_route()
    {
        string manifest = _folder.Write("vs.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec:
              virtualHost:
                routes:
                  - matchers: [{prefix: /, methods: [PUT], headers: [{name: x-team, value: red}]}]
                    directResponseAction: {status: 202}
            """);

        Running.Tool.Run("explain", manifest, "-X", "PUT", "-H", "X-Team: red", "--url", "/a").Output.ShouldStartWith("202 route.direct_response");
        Running.Tool.Run("explain", manifest, "-X", "PUT", "-H", "X-Team: blue", "--url", "/a").Output.ShouldContain("header x-team = red does not hold");
    }

    [Fact]
    public void Keys_of_a_server_are_given_by_a_file_and_without_it_that_is_said()
    {
        string pair = _folder["keys"];
        Running.Tool.Run("token", "keys", "--out", pair).ExitCode.ShouldBe(0);
        string token = Running.Tool.Run("token", "sign", "--key", Path.Combine(pair, "private.pem"), "--claims", "{}").Output.Trim();
        string manifest = _folder.Write("vs.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec:
              virtualHost:
                options: {jwt: {providers: {p: {jwks: {remote: {url: 'https://keys.example/jwks'} } } } } }
                routes: [{directResponseAction: {status: 204} }]
            """);

        var without = Running.Tool.Run("explain", manifest, "--url", "/", "--token", token);
        var with = Running.Tool.Run("explain", manifest, "--url", "/", "--token", token, "--keys", $"https://keys.example/jwks={Directory.GetFiles(pair, "*.json").Single()}");

        without.Output.ShouldStartWith("401 jwt.keys_unavailable");
        without.Error.ShouldContain("--keys https://keys.example/jwks=FILE");
        with.Output.ShouldStartWith("204 ");
        with.Error.ShouldBeEmpty();
    }

    [Fact]
    public void A_record_of_other_manifests_is_told_as_of_another_generation()
    {
        string log = _folder.Write("app.log", Record("0123") + "\n" + Record("4567"));

        var run = Running.Tool.Run("explain", Lab.Policies, "--record", log);

        run.Output.ShouldContain("decision 4567");
        run.Output.ShouldContain("made by generation abc;");
        Running.Tool.Run("explain", Lab.Policies, "--record", log, "--decision", "0123").Output.ShouldContain("decision 0123");
        Running.Tool.RunWithInput(Record("89"), "explain", Lab.Policies, "--record", "-").Output.ShouldContain("decision 89");
    }

    [Theory]
    [InlineData("explain", "FOLDER")]
    [InlineData("explain", "FOLDER", "--url", "ftp://x/")]
    [InlineData("explain", "FOLDER", "--url", "/", "--record", "x")]
    [InlineData("explain", "FOLDER", "--url", "/", "--header", "no colon")]
    [InlineData("explain", "FOLDER", "--url", "/", "--claims", "[]")]
    [InlineData("explain", "FOLDER", "--url", "/", "--claims", "{}", "--provider", "nobody")]
    [InlineData("explain", "FOLDER", "--url", "/", "--claims", "{}", "--token", "x")]
    [InlineData("explain", "FOLDER", "--url", "/", "--token", "@nowhere.txt")]
    [InlineData("explain", "FOLDER", "--url", "/", "--keys", "x")]
    [InlineData("explain", "FOLDER", "--record", "nowhere.log")]
    [InlineData("explain", "FOLDER", "--record", "EMPTY")]
    public void Wrong_usage_is_one_line_and_exit_code_2(params string[] args)
    {
        string empty = _folder.Write("empty.log", "nothing\n");

        var run = Running.Tool.Run([.. args.Select(a => a switch { "FOLDER" => Lab.Policies, "EMPTY" => empty, _ => a })]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.Trim().ShouldNotBeEmpty();
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public void Manifests_that_do_not_load_are_told_and_exit_with_1()
    {
        var run = Running.Tool.Run("explain", _folder.Write("vs.yaml", "kind: ["), "--url", "/");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("LLMP0001");
    }

    private static string Record(string id) =>
        $$"""{"format":"llmpolicy-decision/1","id":"{{id}}","generation":"abc","status":403,"reason":"rbac.denied","providers":[],"claims":[]}""";

    private static JsonDocument Json(params string[] args)
    {
        var run = Running.Tool.Run([.. args, "--output", "json"]);
        run.ExitCode.ShouldBe(0, run.Error);
        return JsonDocument.Parse(run.Output);
    }
}
