namespace LlmPolicy.Headers;

/// <summary>A piece of a header template.</summary>
internal interface ITemplatePart
{
    string Render(TemplateContext context);
}
