using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>The table by client and call in docs/models.md.</summary>
public sealed class ClientTableTests
{
    private const string Head = "| client | the model is read in | calls |\n|---|---|---|\n";

    [Fact]
    public void The_documents_table_says_what_comes_of_each_clients_calls()
    {
        string table = Head + string.Concat(ClientRequest.All.GroupBy(r => (r.Client, Result: Result(ModelResolver.Resolve(r.ToModelRequest()))))
            .OrderBy(g => g.Key.Client, StringComparer.OrdinalIgnoreCase).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Result, StringComparer.Ordinal)
            .Select(g => $"| {g.Key.Client} | {g.Key.Result} | {string.Join(", ", g.Select(r => r.Call).Distinct().Order(StringComparer.Ordinal))} |\n"));

        File.ReadAllText(Path.Combine(Repository.Root, "docs", "models.md")).ShouldContain(table);
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
