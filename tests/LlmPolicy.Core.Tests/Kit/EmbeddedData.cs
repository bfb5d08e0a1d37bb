namespace LlmPolicy.Tests;

/// <summary>The files of <c>Data</c>.</summary>
internal static class EmbeddedData
{
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(EmbeddedData).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
