using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>A matcher's methods: to Envoy one regular expression, their alternation, that has to match the whole method.</summary>
/// <param name="names">The methods as they are written.</param>
/// <param name="regex">Their alternation; null where they are plain names, and each stands for itself.</param>
internal sealed class MethodCondition(IReadOnlyList<string> names, Re2? regex) : IRouteCondition
{
    public static readonly MethodCondition Any = new([], null);

    public IReadOnlyList<string> Names => names;

    public string MismatchWords => $"method is not one of {string.Join(", ", names)}";

    public bool IsMatch(string method) => names.Count == 0 || (regex is null ? names.Contains(method) : regex.IsMatch(method));

    public override string ToString() => string.Join('|', names);
}
