namespace LlmPolicy.Headers;

/// <summary>A command between per cents, cut to <paramref name="maxLength"/> bytes where the manifest says so.</summary>
internal sealed class CommandPart(Func<TemplateContext, string?> command, int? maxLength) : ITemplatePart
{
    public string Render(TemplateContext context)
    {
        string value = command(context) ?? "";
        return maxLength < value.Length ? value[..maxLength.Value] : value;
    }
}
