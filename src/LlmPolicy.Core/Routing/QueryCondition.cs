using LlmPolicy.Http;

namespace LlmPolicy.Routing;

/// <summary>A query parameter's condition: on the first value, not decoded.</summary>
/// <param name="name">The parameter.</param>
/// <param name="value">What its value has to be or to match; null: it has to be there.</param>
internal sealed class QueryCondition(string name, IValueMatcher? value) : IRouteCondition
{
    public string Name => name;

    public IValueMatcher? Value => value;

    public string MismatchWords => $"{this} does not hold";

    public bool IsMatch(QueryValues query) => query.Raw(name) is { } first && (value is null || value.IsMatch(first));

    public override string ToString() => $"query {name} {value?.ToString() ?? "present"}";
}
