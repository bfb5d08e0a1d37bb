using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>What docs/models.md says, against the code.</summary>
public sealed class ModelDocumentTests
{
    private const string Head = "| client | the model is read in | calls |\n|---|---|---|\n";

    private static string Document { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "models.md"));

    [Fact]
    public void Each_call_whose_body_says_the_model_is_listed() =>
        Operations.All.Select(o => string.Join('/', o.Words)).Where(words => !words.Contains('*', StringComparison.Ordinal) && !Document.Contains($"`{words}`", StringComparison.Ordinal)).ShouldBe([]);

    [Fact]
    public void Each_way_without_a_name_has_a_row() =>
        Enum.GetValues<UnnamedWays>().Where(way => way != UnnamedWays.None && !Document.Contains($"\n| `{way}` | ", StringComparison.Ordinal)).ShouldBe([]);

    [Fact]
    public void Each_member_that_names_models_beside_the_model_is_listed() =>
        BodyMember.Common.Where(m => !Document.Contains($"`{m.Name}", StringComparison.Ordinal)).Select(m => m.Name).ShouldBe([]);

    [Fact]
    public void The_documents_table_says_what_comes_of_each_clients_calls()
    {
        string table = Head + string.Concat(ClientRequest.All.GroupBy(r => (r.Client, Result: Result(ModelResolver.Resolve(r.ToModelRequest()))))
            .OrderBy(g => g.Key.Client, StringComparer.OrdinalIgnoreCase).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Result, StringComparer.Ordinal)
            .Select(g => $"| {g.Key.Client} | {g.Key.Result} | {string.Join(", ", g.Select(r => r.Call).Distinct().Order(StringComparer.Ordinal))} |\n"));

        Document.ShouldContain(table);
    }

    private static string Result(ModelResolution resolution) => resolution switch
    {
        ModelResolution.Asks { Models: [var model, ..] } asks =>
            string.Join(" and ", model.Places.Select(p => Place(p.Source)).Distinct()) + (asks.Models.Count > 1 ? ", with others" : "") + (asks.Ways == UnnamedWays.None ? "" : $"; way `{asks.Ways}`"),
        ModelResolution.Asks asks => $"nothing; way `{asks.Ways}`",
        ModelResolution.NoModel => "nothing, and generates nothing",
        ModelResolution.Refused refused => $"refused: `{refused.Reason}`",
        _ => throw new ArgumentOutOfRangeException(nameof(resolution)),
    };

    private static string Place(ModelSource source) => source switch
    {
        ModelSource.Json => "JSON",
        ModelSource.FormPart => "form",
        ModelSource.Query => "query",
        _ => "path",
    };
}
