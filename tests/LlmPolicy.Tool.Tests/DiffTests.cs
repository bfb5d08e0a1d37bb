using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class DiffTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_newly_allowed_is_told_with_both_rules_and_exits_with_1()
    {
        string old = _folder.Write("old.yaml", Lab.VirtualService);
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("hugging-face-latest", "another", StringComparison.Ordinal));

        var run = Running.Tool.Run("diff", old, @new);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("newly allowed: POST http://any.example/huggingface-gloo-gw, a token of selfminted with {\"llms\":{\"huggingface\":[\"another\",\"other\"]}}");
        run.Output.ShouldContain($"  old: 403 rbac.denied  {old}(39,13)");
        run.Output.ShouldContain($"  new: forwarded to default/huggingface-upstream  {@new}(31,11)");
        run.Output.ShouldEndWith("1 newly allowed, 1 newly refused, 0 otherwise different\n");
        Running.Tool.Run("diff", old, @new, "--accept-allowed").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void What_is_only_newly_refused_exits_with_0()
    {
        string old = _folder.Write("old.yaml", Lab.VirtualService);
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("viewer:", "viewer:\n                permissions: {methods: [POST]}", StringComparison.Ordinal));

        var run = Running.Tool.Run("diff", old, @new, "--output", "json");

        run.ExitCode.ShouldBe(0);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        json.RootElement.EnumerateArray().Select(d => d.GetProperty("kind").GetString()).ShouldBe(["newlyRefused"]);
        json.RootElement[0].GetProperty("new").GetProperty("outcome").GetString().ShouldBe("403 rbac.denied");
        json.RootElement[0].GetProperty("new").GetProperty("position").GetProperty("line").GetInt32().ShouldBePositive();
    }

    [Fact]
    public void What_is_sent_elsewhere_exits_with_1()
    {
        string old = _folder.Write("old.yaml", Lab.VirtualService);
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("name: huggingface-upstream", "name: another-upstream", StringComparison.Ordinal));

        Running.Tool.Run("diff", old, @new).ExitCode.ShouldBe(1);
        Running.Tool.Run("diff", old, @new, "--accept-allowed").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void What_no_request_shows_is_told_with_its_place_and_exits_with_3()
    {
        string policy = Lab.VirtualService.Replace("matchers:\n", "inheritableMatchers: false\n        matchers:\n", StringComparison.Ordinal);
        string old = _folder.Write("old.yaml", policy);
        string @new = _folder.Write("new.yaml", policy.Replace("inheritableMatchers: false", "inheritableMatchers: true", StringComparison.Ordinal));

        var run = Running.Tool.Run("diff", old, @new);

        run.ExitCode.ShouldBe(3, run.Output + run.Error);
        run.Output.ShouldContain("not covered: VirtualService default/ai-services-vs spec.virtualHost.routes[0].inheritableMatchers at ");
        run.Output.ShouldContain("changed from false to true, and no request was found that tells them apart");
        run.Output.ShouldEndWith("0 newly allowed, 0 newly refused, 0 otherwise different, 1 not covered\n");
        Running.Tool.Run("diff", old, @new, "--accept-allowed").ExitCode.ShouldBe(3);
        Running.Tool.Run("diff", old, @new, "--accept-not-covered").ExitCode.ShouldBe(0);
        using JsonDocument json = JsonDocument.Parse(Running.Tool.Run("diff", old, @new, "--output", "json").Output);
        json.RootElement[0].GetProperty("kind").GetString().ShouldBe("notCovered");
        json.RootElement[0].TryGetProperty("request", out _).ShouldBeFalse();
        json.RootElement[0].GetProperty("mayLoosen").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void The_old_version_may_come_from_standard_input_and_cases_say_what_is_compared()
    {
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("hugging-face-latest", "another", StringComparison.Ordinal));
        string cases = _folder.Write("cases.yaml", """
            cases:
              - name: no token
                request: {url: http://localhost/huggingface-gloo-gw}
                expect: {status: 401}
            """);

        var run = Running.Tool.RunWithInput(Lab.VirtualService, "diff", "-", @new, "--cases", cases);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldBe("No difference was found.\n");
    }

    [Fact]
    public void No_token_stands_in_what_is_printed()
    {
        string old = _folder.Write("old.yaml", Lab.VirtualService);
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("issuer: solo.io", "issuer: solo.io\n                keepToken: true", StringComparison.Ordinal));

        var run = Running.Tool.Run("diff", old, @new);

        run.Output.ShouldContain("other path: ");
        run.Output.ShouldNotContain("eyJ");
    }

    [Theory]
    [InlineData(1, "kind: [")]
    [InlineData(2, null)]
    public void A_version_that_does_not_load_exits_with_1_and_one_that_is_not_there_with_2(int exitCode, string? text)
    {
        string @new = text is null ? _folder["nowhere.yaml"] : _folder.Write("new.yaml", text);

        var run = Running.Tool.Run("diff", Lab.Policies, @new);

        run.ExitCode.ShouldBe(exitCode);
        run.Error.ShouldNotBeEmpty();
    }
}
