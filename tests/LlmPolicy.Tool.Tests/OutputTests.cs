using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class OutputTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _file;

    public OutputTests() =>
        _file = _folder.Write("my policies/vs.yaml", Lab.VirtualService.Replace("prefixRewrite:", "prefixRewrit:", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_has_an_object_for_each_diagnostic()
    {
        var run = Running.Tool.Run("check", _file, "--output", "json");
        run.ExitCode.ShouldBe(1);
        JsonElement[] all = [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
        JsonElement unknown = all.Single(d => d.GetProperty("code").GetString() == "LLMP0010");
        unknown.GetProperty("severity").GetString().ShouldBe("error");
        unknown.GetProperty("message").GetString()!.ShouldContain("prefixRewrit");
        unknown.GetProperty("remedy").GetString().ShouldBe("Did you mean 'prefixRewrite'?");
        JsonElement position = unknown.GetProperty("position");
        position.GetProperty("file").GetString().ShouldBe(_file);
        position.GetProperty("line").GetInt32().ShouldBe(Line("prefixRewrit:"));
        position.GetProperty("column").GetInt32().ShouldBe(11);
        all.Select(d => d.GetProperty("code").GetString()).ShouldContain("LLMP1006");
    }

    [Fact]
    public void Sarif_has_what_its_schema_requires_and_each_result_a_rule_with_help()
    {
        var run = Running.Tool.Run("check", _file, "--output", "sarif");
        run.ExitCode.ShouldBe(1);
        JsonElement log = JsonDocument.Parse(run.Output).RootElement;
        log.GetProperty("version").GetString().ShouldBe("2.1.0");
        log.GetProperty("$schema").GetString()!.ShouldContain("sarif-2.1.0");
        JsonElement sarif = log.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        JsonElement driver = sarif.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldBe("llmpolicy");
        JsonElement[] rules = [.. driver.GetProperty("rules").EnumerateArray()];
        JsonElement[] results = [.. sarif.GetProperty("results").EnumerateArray()];
        results.Length.ShouldBeGreaterThan(2);
        foreach (JsonElement result in results)
        {
            JsonElement rule = rules[result.GetProperty("ruleIndex").GetInt32()];
            rule.GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            rule.GetProperty("help").GetProperty("text").GetString()!.ShouldContain("Remedy");
            result.GetProperty("message").GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
            result.GetProperty("level").GetString().ShouldBeOneOf("error", "warning", "note");
        }
    }

    [Fact]
    public void Sarif_says_where()
    {
        JsonElement sarif = JsonDocument.Parse(Running.Tool.Run("check", _file, "--output", "sarif").Output).RootElement.GetProperty("runs")[0];
        JsonElement result = sarif.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("ruleId").GetString() == "LLMP0010");
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(Line("prefixRewrit:"));
        place.GetProperty("region").GetProperty("startColumn").GetInt32().ShouldBe(11);
        place.GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe(new Uri(_file).AbsoluteUri);
    }

    [Fact]
    public void A_file_that_was_named_from_here_has_a_relative_uri()
    {
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _file);
        var run = Running.Tool.Run("check", relative, "--output", "sarif");
        run.Output.ShouldContain($"\"uri\": \"{relative.Replace('\\', '/').Replace(" ", "%20", StringComparison.Ordinal)}\"");
    }

    [Fact]
    public void Where_nothing_is_found_there_is_an_empty_list()
    {
        string upstream = _folder.Write("upstream.yaml", Lab.Upstream + "---\n" + """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: ok}
            spec: {virtualHost: {routes: [{matchers: [{prefix: /}], directResponseAction: {status: 200}}]}}
            """);
        Running.Tool.Run("check", upstream, "--output", "json").Output.ShouldBe("[]\n");
        JsonElement sarif = JsonDocument.Parse(Running.Tool.Run("check", upstream, "--output", "sarif").Output).RootElement.GetProperty("runs")[0];
        sarif.GetProperty("results").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Every_code_has_help()
    {
        foreach (string code in typeof(DiagnosticCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!))
        {
            Output.DiagnosticRule rule = Output.DiagnosticRule.Of(code);
            rule.Title.ShouldNotBe(code);
            rule.Help.ShouldNotBeEmpty();
            rule.Name.ShouldMatch("^[A-Z][A-Za-z]+$");
        }
    }

    private int Line(string text) => Array.FindIndex(File.ReadAllLines(_file), l => l.Contains(text, StringComparison.Ordinal)) + 1;
}
