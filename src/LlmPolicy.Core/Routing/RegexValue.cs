using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>A text that matches whole.</summary>
internal sealed class RegexValue(Re2 regex) : IValueMatcher
{
    public string Pattern => regex.Pattern;

    public bool IsMatch(string value) => regex.IsMatch(value);

    public override string ToString() => $"~ {regex.Pattern}";
}
