namespace LlmPolicy.Headers;

/// <summary>A header's value, compiled: text and commands between per cents, in order.</summary>
internal sealed class HeaderTemplate(IReadOnlyList<ITemplatePart> parts)
{
    /// <summary>The value where every request gets the same; null where there are commands.</summary>
    public string? Constant { get; } = parts.All(p => p is TextPart) ? string.Concat(parts.Select(p => p.ToString())) : null;

    /// <summary>The headers that it shows.</summary>
    public IEnumerable<string> Headers => parts.OfType<CommandPart>().SelectMany(command => command.Headers);

    /// <summary>The query parameters that it shows.</summary>
    public IEnumerable<string> Parameters => parts.OfType<CommandPart>().Select(command => command.Parameter).OfType<string>();

    /// <summary>The claims that it shows.</summary>
    public IEnumerable<IReadOnlyList<string>> Claims => parts.OfType<CommandPart>().Select(command => command.Claim).OfType<IReadOnlyList<string>>();

    /// <summary>The value for one request; what is missing is empty.</summary>
    public string Render(TemplateContext context) =>
        parts.Count == 1 ? parts[0].Render(context) : string.Concat(parts.Select(p => p.Render(context)));
}

/// <summary>A piece of a header template.</summary>
internal interface ITemplatePart
{
    string Render(TemplateContext context);
}

/// <summary>Text as it stands in the manifest, as bytes.</summary>
internal sealed class TextPart(string text) : ITemplatePart
{
    public string Render(TemplateContext context) => text;

    public override string ToString() => text;
}

/// <summary>A command between per cents, cut to <paramref name="maxLength"/> bytes where the manifest says so.</summary>
internal sealed class CommandPart(string name, string? argument, Func<TemplateContext, string?> command, int? maxLength) : ITemplatePart
{
    /// <summary>The request's headers that it shows.</summary>
    public IEnumerable<string> Headers => name == TemplateCommands.RequestHeaderName ? argument!.Split('?') : [];

    /// <summary>The query parameter that it shows; null for none.</summary>
    public string? Parameter => name == TemplateCommands.QueryParameterName ? argument : null;

    /// <summary>The claim that it shows; null for none.</summary>
    public IReadOnlyList<string>? Claim => name == TemplateCommands.ClaimName ? ClaimCommand.PathOf(argument!) : null;

    public string Render(TemplateContext context)
    {
        string value = command(context) ?? "";
        return maxLength < value.Length ? value[..maxLength.Value] : value;
    }
}
