namespace LlmPolicy.Routing;

/// <summary>The very text.</summary>
internal sealed class ExactValue(string expected) : IValueMatcher
{
    public string Expected => expected;

    public bool IsMatch(string value) => value == expected;

    public override string ToString() => $"= {expected}";
}
