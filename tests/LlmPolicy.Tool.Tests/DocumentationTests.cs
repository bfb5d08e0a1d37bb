using System.CommandLine;
using System.Text.RegularExpressions;
using LlmPolicy.Tool.Commands;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

/// <summary>The command lines of the documents and of <c>--help</c> work as they stand.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Shell _shell;

    public DocumentationTests()
    {
        foreach (string file in Directory.GetFiles(Lab.Policies))
        {
            _folder.Write($"policies/{Path.GetFileName(file)}", File.ReadAllText(file));
            _folder.Write($"changed/{Path.GetFileName(file)}", File.ReadAllText(file));
        }

        _folder.Write("changed/virtualservice.yaml", Lab.VirtualService.Replace("viewer:", "viewer:\n                permissions: {methods: [POST]}", StringComparison.Ordinal));
        _folder.Write("app.log", """{"format":"llmpolicy-decision/1","id":"1","generation":"g","status":403,"reason":"rbac.denied","providers":[],"claims":[]}""");
        string[] replay =
        [
            ReplayLine.Of("hugging-face-latest"), ReplayLine.Of("hugging-face-latest", method: "GET"), "cut off", ReplayLine.Of("hugging-face-latest", method: "GET"),
            ReplayLine.Of("another", "unread"), ReplayLine.Of("another"),
        ];
        _folder.Write("replay.jsonl", string.Join('\n', replay));
        _folder.Write("broken.yaml", Lab.VirtualService.Replace("prefixRewrite:", "prefixRewrit:", StringComparison.Ordinal));
        _folder.Write("appsettings.json", "{}");
        _folder.Write("token.txt", Lab.Token);
        _folder.Write("claims.json", "{}");
        _folder.Write("cases.yaml", Lab.Cases.Replace("Gateway/policies", "policies", StringComparison.Ordinal).Replace("@Gateway/lab-token.txt", "@token.txt", StringComparison.Ordinal));
        _folder.Write("budget-policy.yaml", File.ReadAllText(Path.Combine(Lab.Root, "samples", "budget-policy.yaml")));
        _folder.Write("budget-cases.yaml", File.ReadAllText(Path.Combine(Lab.Root, "samples", "budget-cases.yaml")));
        Running.Tool.Run("token", "keys", "--out", _folder["keys"]).ExitCode.ShouldBe(0);
        _shell = new Shell(_folder);
    }

    public static TheoryData<string> Documents => ["docs/tool.md", "src/LlmPolicy.Tool/README.md"];

    public static TheoryData<string> Examples => [.. All(Program.Create()).OfType<ToolCommand>().SelectMany(c => c.Examples).Distinct()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_a_document_shows_happens(string path)
    {
        string output = "";
        int lines = 0;
        foreach (Match fence in Fences().Matches(File.ReadAllText(Path.Combine(Lab.Root, path)).ReplaceLineEndings("\n")))
        {
            string body = fence.Groups["body"].Value.TrimEnd('\n');
            if (fence.Groups["language"].Value == "text")
            {
                output.ShouldContain(body);
                continue;
            }

            foreach (string line in body.Split('\n'))
            {
                string[] parts = line.Split('#', 2, StringSplitOptions.TrimEntries);
                var run = _shell.Run(parts[0]);
                run.ExitCode.ShouldBe(parts is [_, "exit 1"] ? 1 : 0, line + run.Error);
                output = run.Output;
                lines++;
            }
        }

        lines.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void The_commands_of_the_projects_readme_work()
    {
        string readme = File.ReadAllText(Path.Combine(Lab.Root, "README.md")).ReplaceLineEndings("\n");
        string[] lines = [.. readme.Split('\n').Where(line => line.StartsWith("dotnet llmpolicy ", StringComparison.Ordinal))];

        lines.Length.ShouldBe(4);
        foreach (string line in lines)
        {
            var run = _shell.Run(line["dotnet ".Length..].Split('#')[0].Trim());
            run.ExitCode.ShouldBe(0, line + run.Error + run.Output);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_examples_of_the_help_work(string line)
    {
        var run = _shell.Run(line);
        run.ExitCode.ShouldBe(0, run.Error + run.Output);
    }

    [Fact]
    public void The_reference_has_every_option_of_every_command()
    {
        string reference = File.ReadAllText(Path.Combine(Lab.Root, "docs/tool.md"));
        foreach (Command command in All(Program.Create()).Where(c => c.Subcommands.Count == 0))
        {
            string name = command.Parents.OfType<Command>().Single() is RootCommand ? command.Name : $"{command.Parents.Single().Name} {command.Name}";
            string section = Regex.Match(reference, $"^## {name}\n(.*?)(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
            section.ShouldNotBeEmpty($"docs/tool.md has no section '{name}'.");
            command.Options.ShouldAllBe(option => section.Contains(option.Name, StringComparison.Ordinal), name);
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(c => All(c).Prepend(c));

    [GeneratedRegex("^```(?<language>sh|text)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
