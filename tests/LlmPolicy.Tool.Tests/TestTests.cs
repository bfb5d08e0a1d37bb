using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class TestTests : IDisposable
{
    private const string Refused = """
        manifests: [vs.yaml]
        cases:
          - name: no token
            request: {url: /huggingface-gloo-gw}
            expect: {status: 401}
        """;

    private readonly TempFolder _folder = new();

    public TestTests() => _folder.Write("vs.yaml", Lab.VirtualService);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_labs_cases_pass_and_hold_every_rule()
    {
        var run = Running.Tool.Run("test", Path.Combine(Lab.Root, "samples", "lab-cases.yaml"), "--mutate");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("8 passed, 0 failed; 8 of 8 rules reached");
        run.Output.ShouldEndWith("all noticed\n");
    }

    [Fact]
    public void A_failed_case_is_told_with_the_rule_that_decided_and_exits_with_1()
    {
        string cases = _folder.Write("cases.yaml", Refused.Replace("401", "200", StringComparison.Ordinal));

        var run = Running.Tool.Run("test", cases);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith($"failed  no token  {cases}(3,5)\n  status: expected 200, was 401\n  decided: jwt.missing by {_folder["vs.yaml"]}(12,13)\n{cases}: 0 passed, 1 failed;");
    }

    [Fact]
    public void Rules_that_no_case_reaches_are_listed_and_those_that_none_holds_exit_with_1_if_asked_for()
    {
        string cases = _folder.Write("cases.yaml", Refused);

        var run = Running.Tool.Run("test", cases);
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain($"2 of 8 rules reached\nReached by no case:\n  {_folder["vs.yaml"]}(13,15): spec.virtualHost.options.jwt.providers.selfminted\n");
        run.Output.ShouldNotContain("Deleted");

        var mutated = Running.Tool.Run("test", cases, "--mutate");
        mutated.ExitCode.ShouldBe(1);
        mutated.Output.ShouldContain($"Deleted without a case failing:\n  {_folder["vs.yaml"]}(14,17): spec.virtualHost.options.jwt.providers.selfminted.issuer\n");
    }

    [Fact]
    public void Json_tells_the_same()
    {
        string cases = _folder.Write("cases.yaml", Refused);

        using JsonDocument json = JsonDocument.Parse(Running.Tool.Run("test", cases, "--mutate", "--output", "json").Output);

        var file = json.RootElement.EnumerateArray().ShouldHaveSingleItem();
        (file.GetProperty("file").GetString(), file.GetProperty("succeeded").GetBoolean()).ShouldBe((cases, false));
        var result = file.GetProperty("cases")[0];
        var decision = result.GetProperty("decision");
        (result.GetProperty("passed").GetBoolean(), decision.GetProperty("reason").GetString(), decision.GetProperty("position").GetProperty("line").GetInt32()).ShouldBe((true, "jwt.missing", 12));
        result.GetProperty("position").GetProperty("file").GetString().ShouldBe(cases);
        file.GetProperty("unreached").GetArrayLength().ShouldBe(6);
        file.GetProperty("unnoticed")[0].GetProperty("path").GetString().ShouldBe("spec.virtualHost.options.jwt.providers.selfminted.issuer");
    }

    [Fact]
    public void Manifests_may_be_given_in_place_of_those_that_the_file_names()
    {
        string cases = _folder.Write("cases.yaml", Refused.Replace("vs.yaml", "none.yaml", StringComparison.Ordinal));

        Running.Tool.Run("test", cases).ExitCode.ShouldBe(1);
        Running.Tool.Run("test", cases, "--manifests", _folder["vs.yaml"]).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Each_file_is_run_and_one_that_fails_counts()
    {
        string good = _folder.Write("good.yaml", Refused);
        string bad = _folder.Write("bad.yaml", Refused.Replace("401", "403", StringComparison.Ordinal));

        var run = Running.Tool.Run("test", bad, good);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain($"{good}: 1 passed, 0 failed");
    }

    [Fact]
    public void A_mistake_in_a_file_of_cases_is_shown_with_its_line_and_exits_with_1()
    {
        string cases = _folder.Write("cases.yaml", Refused.Replace("status: 401", "reason: jwt.mising", StringComparison.Ordinal));

        var run = Running.Tool.Run("test", cases);

        (run.ExitCode, run.Output).ShouldBe((1, ""));
        run.Error.ShouldStartWith($"{cases}(5,22): error LLMP3003: 'jwt.mising' is no reason. Did you mean 'jwt.missing'?\n");
        Running.Tool.Run("test", _folder["none.yaml"]).ExitCode.ShouldBe(2);
    }
}
