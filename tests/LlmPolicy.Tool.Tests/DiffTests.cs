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

    [Fact]
    public void Records_are_put_to_both_versions_and_what_they_lack_is_counted()
    {
        string old = _folder.Write("old.yaml", Lab.VirtualService);
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("hugging-face-latest", "another", StringComparison.Ordinal));
        string records = _folder.Write("replay.jsonl", $"{ReplayLine.Of("hugging-face-latest")}\nnothing\n{ReplayLine.Of("another")}\n{ReplayLine.Of("another", "unread")}\n");

        var run = Running.Tool.Run("diff", old, @new, "--records", records);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBe($"""
            newly allowed: POST http://any.example/huggingface-gloo-gw, line 3
              old: 403 rbac.denied  {old}(39,13)
              new: forwarded to default/huggingface-upstream  {@new}(31,11)
            newly refused: POST http://any.example/huggingface-gloo-gw, line 1
              old: forwarded to default/huggingface-upstream  {old}(31,11)
              new: 403 rbac.denied  {@new}(39,13)
            1 newly allowed, 1 newly refused, 0 otherwise different
            2 records compared
            not compared: 1, a token is asked for, and none was read
            not a record: line 2

            """.ReplaceLineEndings("\n"));
        Running.Tool.Run("diff", old, @new, "--records", records, "--accept-allowed").ExitCode.ShouldBe(3);
        Running.Tool.Run("diff", old, @new, "--records", records, "--accept-allowed", "--accept-not-covered").ExitCode.ShouldBe(0);
        Running.Tool.Run("diff", old, old, "--records", _folder.Write("good.jsonl", ReplayLine.Of("another"))).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Records_in_JSON_are_an_object_with_their_counts()
    {
        string old = _folder.Write("old.yaml", Lab.VirtualService);
        string @new = _folder.Write("new.yaml", Lab.VirtualService.Replace("hugging-face-latest", "another", StringComparison.Ordinal));
        string records = _folder.Write("replay.jsonl", $"{ReplayLine.Of("hugging-face-latest")}\n{ReplayLine.Of("another", "unread")}\n{{}}\n");

        using JsonDocument json = JsonDocument.Parse(Running.Tool.Run("diff", old, @new, "--records", records, "--output", "json").Output);

        json.RootElement.GetProperty("differences").EnumerateArray().Select(d => d.GetProperty("kind").GetString()).ShouldBe(["newlyRefused"]);
        json.RootElement.GetProperty("compared").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("decidedOtherwise").GetInt32().ShouldBe(0);
        json.RootElement.GetProperty("notCompared").GetProperty("a token is asked for, and none was read").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("unreadableLines").EnumerateArray().Select(line => line.GetInt32()).ShouldBe([3]);
    }

    [Fact]
    public void Records_and_cases_at_once_and_a_file_that_is_not_there_are_wrong_usage()
    {
        string manifest = _folder.Write("old.yaml", Lab.VirtualService);

        Running.Tool.Run("diff", manifest, manifest, "--records", _folder["none.jsonl"]).ExitCode.ShouldBe(2);
        Running.Tool.Run("diff", manifest, manifest, "--records", manifest, "--cases", manifest).ExitCode.ShouldBe(2);
    }
}
