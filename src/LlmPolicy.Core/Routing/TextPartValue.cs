namespace LlmPolicy.Routing;

/// <summary>A text by its beginning or its end, or the whole of it, case or not.</summary>
internal sealed class TextPartValue(string part, TextPart kind, bool ignoreCase) : IValueMatcher
{
    private readonly StringComparison _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public bool IsMatch(string value) => kind switch
    {
        TextPart.Prefix => value.StartsWith(part, _comparison),
        TextPart.Suffix => value.EndsWith(part, _comparison),
        _ => value.Equals(part, _comparison),
    };
}

internal enum TextPart
{
    Whole,
    Prefix,
    Suffix,
}
