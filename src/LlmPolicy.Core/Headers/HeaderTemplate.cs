namespace LlmPolicy.Headers;

/// <summary>A header's value, compiled: text and commands between per cents, in order.</summary>
internal sealed class HeaderTemplate(IReadOnlyList<ITemplatePart> parts)
{
    /// <summary>The value where every request gets the same; null where there are commands.</summary>
    public string? Constant { get; } = parts.All(p => p is TextPart) ? string.Concat(parts.Select(p => p.ToString())) : null;

    /// <summary>The value for one request; what is missing is empty.</summary>
    public string Render(TemplateContext context) =>
        parts.Count == 1 ? parts[0].Render(context) : string.Concat(parts.Select(p => p.Render(context)));
}
