namespace LlmPolicy.Routing;

/// <summary>A condition on a text.</summary>
internal interface IValueMatcher
{
    bool IsMatch(string value);
}
