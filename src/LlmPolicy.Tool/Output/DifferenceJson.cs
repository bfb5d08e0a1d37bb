using System.Text.Json;
using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>Differences for other programs: an array of objects (docs/tool.md).</summary>
internal static class DifferenceJson
{
    public static string Of(IReadOnlyList<PolicyDifference> differences) => ToolJson.Of(differences.Select(d => new
    {
        Kind = JsonNamingPolicy.CamelCase.ConvertName(d.Kind.ToString()),
        d.What,
        d.Request,
        d.Caller,
        Old = Side(d.Old, d.OldPosition),
        New = Side(d.New, d.NewPosition),
        d.Requests,
        d.MayLoosen,
    }));

    private static object Side(string outcome, SourcePosition? position) => new { Outcome = outcome, position?.File, position?.Line, position?.Column };
}
