namespace LlmPolicy.Tool.Output;

/// <summary>Colours of a terminal; none where it has none.</summary>
internal sealed class Style(bool hasColour)
{
    public string Bold(string text) => In("1", text);

    public string Red(string text) => In("31", text);

    public string Yellow(string text) => In("33", text);

    public string Green(string text) => In("32", text);

    public string Dim(string text) => In("2", text);

    private string In(string code, string text) => hasColour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
