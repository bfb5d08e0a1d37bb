namespace LlmPolicy.Headers;

/// <summary>Text as it stands in the manifest, as bytes.</summary>
internal sealed class TextPart(string text) : ITemplatePart
{
    public string Render(TemplateContext context) => text;

    public override string ToString() => text;
}
