using LlmPolicy.Http;

namespace LlmPolicy.Transformations;

/// <summary>What a transformation does to a message's headers: sets some, then takes some off, then adds some.</summary>
internal sealed class HeaderTransformation(
    IReadOnlyList<(string Name, InjaTemplate Value)> set, IReadOnlyList<string> remove, IReadOnlyList<(string Name, InjaTemplate Value)> append, SourcePosition position)
{
    /// <summary>The headers that its values show.</summary>
    public IEnumerable<string> Sources => set.Concat(append).SelectMany(header => header.Value.Headers);

    /// <summary>The headers that it changes.</summary>
    public IEnumerable<string> Changed => set.Concat(append).Select(header => header.Name).Concat(remove);

    public SourcePosition Position => position;

    /// <param name="headers">The message's headers, which its values are made of as they stand by then.</param>
    /// <param name="header">A header of the message.</param>
    /// <param name="requestHeader">A header of the request.</param>
    public void Apply(HeaderView headers, Func<string, string?> header, Func<string, string?> requestHeader)
    {
        foreach (var (name, template) in set)
        {
            string value = template.Render(header, requestHeader);
            if (value.Length > 0)
            {
                headers.Add(HeaderChange.Set(name, value, position));
            }
            else
            {
                // A value of nothing takes the header off.
                headers.Remove(HeaderChange.Remove(name, position));
            }
        }

        foreach (string name in remove)
        {
            headers.Remove(HeaderChange.Remove(name, position));
        }

        foreach (var (name, template) in append)
        {
            if (template.Render(header, requestHeader) is { Length: > 0 } value)
            {
                headers.Add(HeaderChange.Append(name, value, position));
            }
        }
    }
}
