using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Fuzzing;

/// <summary>A manifest's text.</summary>
internal sealed partial class ManifestInput : ReaderInput
{
    private static readonly PolicyRequest Request = new() { Method = "POST", Target = "/huggingface-gloo-gw?a=b", Authority = "localhost", Headers = [new("Authorization", "Bearer a.b.c"), new("api-key", "k"), new("cookie", "a=b")] };

    public override string Name => "manifest";

    public override IEnumerable<byte[]> Seeds =>
        Directory.EnumerateDirectories(RepositoryRoot.PathOf("samples"), "policies*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(folder => Encoding.UTF8.GetBytes(string.Join("\n---\n", Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText))));

    public override IEnumerable<string> Words =>
    [
        .. SchemaNames().Matches(ManifestSchema.Json()).Select(match => match.Groups[1].Value).Where(name => name.Length is > 1 and < 30).Distinct(StringComparer.Ordinal).Select(name => $"{name}: "),
        .. ManifestSchema.Kinds.Select(kind => $"kind: {kind}\n"), "\n---\n", "- ", "&a ", "*a", "<<: *a", "!!str ", "|\n", "{}", "[]", "~", "\n      ",
    ];

    public override bool Read(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        var compiled = PolicyCompiler.Compile([new("a.yaml", text)], Policies.Options);
        int lines = 1 + LineBreak().Count(text);
        foreach (var diagnostic in compiled.Diagnostics)
        {
            Promise(Code().IsMatch(diagnostic.Code) && diagnostic.Message.Length > 0, "a diagnostic says nothing");
            Promise(diagnostic.Position is { File: "a.yaml", Line: >= 1, Column: >= 1 } position && position.Line <= lines, $"a diagnostic stands nowhere: {diagnostic}");
        }

        Promise(compiled.Succeeded || compiled.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), "nothing is wrong, and nothing loaded");
        if (compiled.Policy is { } policy)
        {
            var decision = policy.Evaluate(Request, PolicyFacts.None, DateTimeOffset.UnixEpoch);
            Promise(policy.Explain(Request, PolicyFacts.None, DateTimeOffset.UnixEpoch).Decision.Reason == decision.Reason, "it is explained otherwise than it is decided");
            Promise(policy.Generation == PolicyCompiler.Compile([new("a.yaml", text)], Policies.Options).Policy?.Generation, "the same manifest is another policy");
        }

        return compiled.Succeeded;
    }

    [GeneratedRegex("\"([A-Za-z0-9]+)\": ?\\{")]
    private static partial Regex SchemaNames();

    /// <summary>YAML 1.1, 4.1.4.</summary>
    [GeneratedRegex("\r\n|[\r\n\u0085\u2028\u2029]")]
    private static partial Regex LineBreak();

    [GeneratedRegex("^LLMP\\d{4}$")]
    private static partial Regex Code();
}
