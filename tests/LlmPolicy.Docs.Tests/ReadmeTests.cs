namespace LlmPolicy.Docs;

public class ReadmeTests
{
    private const string TestCommand = "dotnet test -c Release";

    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void The_test_command_of_the_readme_is_the_one_that_ci_calls()
    {
        Repository.Document("README.md").Fences.SelectMany(f => f.Body.Split('\n')).ShouldContain(line => line.Split('#')[0].Trim() == TestCommand);
        Repository.Read(".ci/run").ShouldContain($"step {TestCommand} ");
    }

    [Fact]
    public void The_workflow_runs_what_ci_runs() => Repository.Read(".github/workflows/ci.yml").ShouldContain("run: .ci/run\n");

    [Fact]
    public void The_commands_of_the_readme_name_projects_that_are_there()
    {
        string[] projects = [.. SourceText.Strings(Readme, "--project ([^ `\n]+)")];
        projects.ShouldNotBeEmpty();
        projects.ShouldAllBe(project => Directory.Exists(Path.Combine(Repository.Root, project)));
    }

    [Fact]
    public void The_version_that_the_readme_adds_is_the_one_that_is_packed()
    {
        string properties = Repository.Read("Directory.Build.props");
        string prefix = SourceText.Strings(properties, "<VersionPrefix>(.*?)<").Single();
        string suffix = SourceText.Strings(properties, "<VersionSuffix>(.*?)<").Single();
        Readme.ShouldContain($"dotnet add package LlmPolicy --version {prefix}-{suffix} ");
    }

    [Fact]
    public void Every_package_has_a_readme_of_its_own()
    {
        string[] projects = [.. Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))];
        projects.Length.ShouldBeGreaterThan(4);
        projects.Select(project => Path.GetDirectoryName(project) + "/README.md").Except(Repository.Files).ShouldBeEmpty();
    }

    [Fact]
    public void Every_option_is_in_the_options_table()
    {
        // Set by a host, not from configuration.
        string[] inCodeAlone = [nameof(LlmPolicyOptions.RequireUpstreams)];
        var options = typeof(LlmPolicyOptions).GetProperties().Select(p => p.Name).Except(inCodeAlone);
        var table = Repository.Document("docs/guard.md").Sections("^Options$").Single().Body.Rows.SelectMany(r => MarkdownDocument.CodeIn(r[0]));
        table.Select(key => key.Split(':')[0]).Distinct().ShouldBe(options, ignoreOrder: true);
    }
}
