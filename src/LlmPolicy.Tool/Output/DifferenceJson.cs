using System.Text.Json;
using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>Differences for other programs: an object each (docs/tool.md).</summary>
internal static class DifferenceJson
{
    public static IEnumerable<object> Of(IReadOnlyList<PolicyDifference> differences) => differences.Select(d => new
    {
        Kind = JsonNamingPolicy.CamelCase.ConvertName(d.Kind.ToString()),
        d.What,
        d.Request,
        d.Caller,
        Old = new { Outcome = d.Old, Position = d.OldPosition },
        New = new { Outcome = d.New, Position = d.NewPosition },
        d.Requests,
        d.MayLoosen,
    });
}
