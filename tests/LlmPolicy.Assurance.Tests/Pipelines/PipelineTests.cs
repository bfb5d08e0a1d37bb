namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// Guard and gateway behind the standard middleware of ASP.NET Core, each alone and each ordered pair: what is carried out is what was decided on, by whoever decides, and for
/// whoever asked.
/// </summary>
public sealed class PipelineTests(PipelineRun run) : IClassFixture<PipelineRun>
{
    [Fact]
    public void What_is_carried_out_was_allowed_to_whoever_asked() => ShouldHold(Inspection.Rightful);

    [Fact]
    public void What_arrives_is_what_was_decided_on() => ShouldHold(Inspection.AsDecided);

    [Fact]
    public void One_providers_key_arrives_at_its_own_upstream_and_nowhere_else() => ShouldHold(Inspection.WithOneKey);

    [Fact]
    public void Nobody_gets_another_callers_answer() => ShouldHold(Inspection.Answered);

    [Fact]
    public void Who_may_is_served_as_if_the_middleware_were_not_there() => ShouldHold(Inspection.Unhindered);

    [Fact]
    public void Nothing_is_carried_out_behind_its_answer() => run.Late.Select(seen => seen.ToString()).ShouldBeEmpty();

    [Fact]
    public void The_caches_keep_what_has_no_policy() => run.Cached.ShouldBeGreaterThan(0);

    [Fact]
    public void The_table_of_the_guards_document_is_what_came_of_it() => new PipelineTable(run.Outcomes).ShouldBeDocumented();

    private void ShouldHold(Func<PipelineOutcome, IEnumerable<string>> rule)
    {
        string[] broken = [.. run.Outcomes.OrderBy(outcome => outcome.Number).SelectMany(outcome => rule(outcome).Select(finding => $"{finding}: {outcome}"))];
        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Outcomes.Count} requests, {broken.Length} findings");
        broken.Take(20).ShouldBeEmpty();
    }
}
