using System.Text.Json;
using LlmPolicy.Explaining;
using LlmPolicy.Tool.Explaining;

namespace LlmPolicy.Tool.Output;

/// <summary>An explanation for other programs (docs/tool.md). Secrets by name, header values not at all.</summary>
internal static class ExplanationJson
{
    public static string Of(Explained explained) => ToolJson.Of(new
    {
        Outcome = explained switch { { StatusCode: not null } => "respond", { Forwarding: not null } => "forward", _ => "needsKeys" },
        Status = explained.StatusCode,
        explained.Reason,
        Meaning = ReasonMeaning.Of(explained.Reason),
        explained.Route,
        explained.Position,
        Upstream = explained.Forwarding?.Upstream.ToString(),
        Path = explained.Forwarding?.Target.Split('?')[0],
        explained.Forwarding?.Host,
        Headers = explained.Forwarding?.RequestHeaders.Select(change => new
        {
            Change = Word(change.Kind),
            Name = change.Secret is null ? change.Name : null,
            Secret = change.Secret?.ToString(),
            Position = change.Origin,
        }),
        Budgets = explained.Forwarding?.Effects.OfType<BudgetDemand>().Select(BudgetJson.Of),
        explained.Generation,
        Steps = explained.Steps.Select(step => new
        {
            Subject = Word(step.Subject),
            Result = Word(step.Result),
            step.Text,
            step.Depth,
            step.Position,
        }),
    });

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
