namespace LlmPolicy.Headers;

/// <summary>A header's value, compiled: text and commands between per cents, in order.</summary>
internal sealed class HeaderTemplate(IReadOnlyList<ITemplatePart> parts)
{
    /// <summary>Whether every request gets the same value, and it is not empty.</summary>
    public bool IsConstant => parts.Count > 0 && parts.All(p => p is TextPart) && !string.IsNullOrWhiteSpace(string.Concat(parts.Select(p => p.ToString())));

    /// <summary>The value for one request; what is missing is empty.</summary>
    public string Render(TemplateContext context) =>
        parts.Count == 1 ? parts[0].Render(context) : string.Concat(parts.Select(p => p.Render(context)));
}
