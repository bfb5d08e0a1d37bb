using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Docs;

/// <summary>What a workflow of the project may do, and whose code it runs.</summary>
public partial class WorkflowTests
{
    public static TheoryData<string> All => [.. Repository.Files.Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal))];

    [Fact]
    public void There_are_those_that_check_analyze_and_publish() =>
        All.Select(row => Path.GetFileName(row.Data)).ShouldBe(["ci.yml", "codeql.yml", "publish.yml"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_action_is_one_commit_and_says_its_version(string file)
    {
        string[] uses = [.. Repository.Read(file).Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal))];
        uses.ShouldNotBeEmpty();
        uses.ShouldAllBe(line => Pinned().IsMatch(line));
        Steps(file).Count(step => step.Children.ContainsKey("uses")).ShouldBe(uses.Length);
    }

    [Fact]
    public void An_action_is_the_same_commit_wherever_it_is_used()
    {
        var commits = All.SelectMany(row => Steps(row.Data)).Select(step => Text(step, "uses")).OfType<string>().Distinct().Select(action => action.Split('@'));
        commits.GroupBy(action => action[0]).Where(action => action.Count() > 1).Select(action => action.Key).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_workflow_may_nothing_and_each_job_what_it_names(string file)
    {
        Workflow(file)["permissions"].ShouldBeOfType<YamlMappingNode>().Children.ShouldBeEmpty();
        Jobs(file).ShouldAllBe(job => job.Job.Children.ContainsKey("permissions"));
    }

    [Fact]
    public void Only_the_analysis_and_the_publication_may_write()
    {
        var writes = from row in All
                     from job in Jobs(row.Data)
                     from permission in (YamlMappingNode)job.Job["permissions"]
                     where permission.Value.ToString() != "read"
                     select $"{Path.GetFileName(row.Data)} {job.Name} {permission.Key}: {permission.Value}";
        writes.ShouldBe(
        [
            "codeql.yml analyze security-events: write",
            "publish.yml publish attestations: write",
            "publish.yml publish id-token: write",
        ], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nobody_elses_branch_runs_with_the_projects_rights(string file)
    {
        string[] events = Workflow(file)["on"] is YamlMappingNode on ? [.. on.Children.Keys.Select(key => key.ToString())] : [];
        events.ShouldNotBeEmpty();
        events.ShouldBeSubsetOf(["push", "pull_request", "schedule"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_command_is_put_together_from_what_somebody_wrote(string file) =>
        Steps(file).Select(step => Text(step, "run")).OfType<string>().ShouldAllBe(command => !command.Contains("${{", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void No_job_keeps_the_checkouts_token_and_none_runs_for_ever(string file)
    {
        Steps(file).Where(step => Text(step, "uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true)
            .ShouldAllBe(step => ((YamlMappingNode)step["with"])["persist-credentials"].ToString() == "false");
        Jobs(file).ShouldAllBe(job => job.Job.Children.ContainsKey("timeout-minutes"));
    }

    [Fact]
    public void What_publishes_builds_nothing_and_waits_for_the_environment()
    {
        var publish = Jobs(".github/workflows/publish.yml").Single(job => job.Name == "publish").Job;
        publish["environment"].ToString().ShouldBe("packages");
        publish["needs"].ToString().ShouldBe("pack");
        StepsOf(publish).ShouldAllBe(step => Text(step, "uses") == null || !Text(step, "uses")!.StartsWith("actions/checkout@", StringComparison.Ordinal));
    }

    [Fact]
    public void The_portable_tests_are_projects_of_the_solution_on_three_systems()
    {
        using var filter = JsonDocument.Parse(Repository.Read(".github/portable.slnf"));
        string solution = Repository.Read("LlmPolicy.sln");
        string[] projects = [.. filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(project => project.GetString()!)];
        projects.ShouldNotBeEmpty();
        projects.ShouldAllBe(project => solution.Contains($"\"{project}\"", StringComparison.Ordinal));

        var portable = Jobs(".github/workflows/ci.yml").Single(job => job.Name == "portable").Job;
        ((YamlSequenceNode)portable["strategy"]["matrix"]["os"]).Select(os => os.ToString()).ShouldBe(["ubuntu-latest", "windows-latest", "macos-latest"]);
        StepsOf(portable).Select(step => Text(step, "run")).OfType<string>().ShouldContain(run => run.StartsWith("dotnet test .github/portable.slnf ", StringComparison.Ordinal));
    }

    private static YamlMappingNode Workflow(string file)
    {
        using StringReader text = new(Repository.Read(file));
        YamlStream yaml = [];
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<(string Name, YamlMappingNode Job)> Jobs(string file) =>
        ((YamlMappingNode)Workflow(file)["jobs"]).Select(job => (job.Key.ToString(), (YamlMappingNode)job.Value));

    private static IEnumerable<YamlMappingNode> Steps(string file) => Jobs(file).SelectMany(job => StepsOf(job.Job));

    private static IEnumerable<YamlMappingNode> StepsOf(YamlMappingNode job) => ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>();

    private static string? Text(YamlMappingNode step, string key) => step.Children.TryGetValue(key, out var value) ? value.ToString() : null;

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+(/[\w-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();
}
