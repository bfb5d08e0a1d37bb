using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>
/// <c>headerManipulation</c> of one level, compiled. Within a level Envoy removes, then looks at the headers to make all values,
/// then overwrites, then appends, whatever the order of the list.
/// </summary>
internal sealed class HeaderLevel(HeaderChange[] removals, HeaderAddition[] additions)
{
    private readonly HeaderChange?[]? _fixed = Array.Exists(additions, a => a.Varies) ? null : Array.ConvertAll(additions, a => a.Fixed);

    public IReadOnlyList<HeaderChange> Removals => removals;

    public IReadOnlyList<HeaderAddition> Additions => additions;

    public IEnumerable<ResourceName> Secrets => additions.Select(a => a.Secret?.Name).OfType<ResourceName>();

    /// <summary>Applies the level; a value that can't be sent is refused.</summary>
    public Refusal? Apply(HeaderView headers, TemplateContext context)
    {
        foreach (var removal in removals)
        {
            headers.Remove(removal);
        }

        var changes = _fixed;
        if (changes is null)
        {
            changes = new HeaderChange?[additions.Length];
            for (int i = 0; i < changes.Length; i++)
            {
                if (!additions[i].TryRender(context, out changes[i]))
                {
                    return UnusableValue(additions[i].Name, additions[i].Origin);
                }
            }
        }

        Add(headers, changes, HeaderChangeKind.Set);
        Add(headers, changes, HeaderChangeKind.Append);
        return null;
    }

    public static Refusal UnusableValue(string name, SourcePosition origin) =>
        new(ReasonCodes.HeaderValue, 503, $"invalid header value for: {name}", origin);

    private void Add(HeaderView headers, HeaderChange?[] changes, HeaderChangeKind kind)
    {
        for (int i = 0; i < changes.Length; i++)
        {
            if (changes[i] is { } change && change.Kind == kind)
            {
                headers.Add(change, additions[i].Secret?.Headers);
            }
        }
    }
}
