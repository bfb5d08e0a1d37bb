namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Where each middleware may stand, by what came of the requests that it had something to do with.</summary>
internal sealed class PipelineTable(IReadOnlyCollection<PipelineOutcome> outcomes)
{
    private const string Document = "docs/guard.md";
    private const string Begin = "| middleware | in front of guard or gateway | behind the scheme, in front of guard or gateway | behind the guard |\n|---|---|---|---|\n";

    /// <summary>The table stands in the document as it comes out here.</summary>
    public void ShouldBeDocumented()
    {
        string table = Begin + string.Concat(Middleware.All.Select(one => $"| `{one.Name}` | {string.Join(" | ", Enum.GetValues<Place>().Select(place => Cell(one, place)))} |\n"));
        string documented = File.ReadAllText(RepositoryRoot.PathOf(Document)).ReplaceLineEndings("\n");
        if (!documented.Contains(table + "\n", StringComparison.Ordinal))
        {
            string written = Path.Combine(AppContext.BaseDirectory, "pipelines.md");
            File.WriteAllText(written, table);
            documented.ShouldContain(table + "\n", customMessage: $"The table of {Document} is another one now: {written}");
        }
    }

    private string Cell(Middleware one, Place place)
    {
        PipelineOutcome[] here = [.. outcomes.Where(outcome => outcome.Pipeline.IsOfOne && outcome.Was(one, place))];
        if (here.Length == 0 || here.Any(outcome => Inspection.Unhindered(outcome).Any() || (outcome.IsLost && outcome.Request.Area != "g")))
        {
            return here.Length == 0 ? "" : "never";
        }

        return "may" + (here.Any(outcome => outcome.IsRewritten) ? "; what it changes is refused" : here.Any(outcome => outcome.IsDecidedAsChanged) ? "; what it changes is decided on" : "")
            + (here.Any(outcome => outcome.IsLost) ? "; never with a gateway" : "");
    }
}
