namespace LlmPolicy.Tests;

/// <summary>417 real manifests beside what Gloo's own translator says of them.</summary>
public sealed class GlooVerdictTests
{
    /// <summary>Kinds that Gloo reads and that are not read here.</summary>
    private static readonly string[] Foreign = ["Gateway"];

    [Fact]
    public void What_Gloo_refuses_for_itself_does_not_load()
    {
        var loading = GlooVerdict.All().Index().Where(v => v.Item is { Gloo: "error", Reason: "itself", Ours.Succeeded: true } && !Foreign.Contains(v.Item.Kind))
            .Select(v => $"manifest {v.Index}, {v.Item.Kind}");

        loading.ShouldBeEmpty();
    }

    [Fact]
    public void The_documents_have_the_table_of_verdict_by_verdict()
    {
        var verdicts = GlooVerdict.All();
        string[] columns = ["accepted", "warning", "error"];
        var rows = verdicts.GroupBy(v => Foreign.Contains(v.Kind) ? $"any, of a {v.Kind}" : v.Gloo == "error" ? $"error: {v.Reason}" : v.Gloo).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"| {g.Key} | {string.Join(" | ", columns.Select(c => g.Count(v => v.Here == c)))} |");
        var differences = verdicts.Where(v => v.Gloo != v.Here && !Foreign.Contains(v.Kind)).GroupBy(v => (v.Gloo, v.Here)).OrderBy(g => g.Key)
            .Select(g => $"| {g.Key.Gloo} | {g.Key.Here} | {g.Count()} | {string.Join(", ", g.SelectMany(Reasons).CountBy(r => r).OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}: {r.Value}"))} |");

        string section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "fields.md")).Split("## Beside Gloo's own verdict").Last();
        section.ShouldContain(string.Join('\n', rows));
        section.ShouldContain(string.Join('\n', differences));
    }

    /// <summary>Why the verdict is another one: our codes where ours is the harder one, else Gloo's words for what it found.</summary>
    private static IEnumerable<string> Reasons(GlooVerdict verdict)
    {
        var severity = verdict.Here == "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        return verdict.Gloo == "error" || verdict.Here == "accepted" ? [verdict.Reason]
            : verdict.Ours.Diagnostics.Where(d => d.Severity == severity).Select(d => d.Code).Distinct();
    }
}
