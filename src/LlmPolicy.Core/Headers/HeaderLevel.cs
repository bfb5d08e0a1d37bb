using LlmPolicy.Evaluation;

namespace LlmPolicy.Headers;

/// <summary>
/// <c>headerManipulation</c> of one level, compiled. Within a level Envoy removes, then looks at the headers to make all values,
/// then overwrites, then appends, whatever the order of the list.
/// </summary>
internal sealed class HeaderLevel(IReadOnlyList<HeaderRemoval> removals, IReadOnlyList<HeaderAddition> additions)
{
    public IReadOnlyList<HeaderRemoval> Removals => removals;

    public IReadOnlyList<HeaderAddition> Additions => additions;

    public IEnumerable<ResourceName> Secrets => additions.Select(a => a.Secret?.Name).OfType<ResourceName>();

    /// <summary>Applies the level; a value that can't be sent is refused.</summary>
    public Refusal? Apply(HeaderView headers, TemplateContext context)
    {
        foreach (var removal in removals)
        {
            headers.Remove(removal.Name, removal.Origin);
        }

        string[] values = new string[additions.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = additions[i].Template?.Render(context).Trim(' ', '\t') ?? "";
            if (!HeaderSyntax.IsValue(values[i]))
            {
                return UnusableValue(additions[i].Name, additions[i].Origin);
            }
        }

        Add(headers, values, HeaderChangeKind.Set);
        Add(headers, values, HeaderChangeKind.Append);
        return null;
    }

    public static Refusal UnusableValue(string name, SourcePosition origin) =>
        new(ReasonCodes.HeaderValue, 503, $"invalid header value for: {name}", origin);

    private void Add(HeaderView headers, string[] values, HeaderChangeKind kind)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (additions[i].Kind == kind)
            {
                additions[i].Apply(headers, values[i]);
            }
        }
    }
}
