namespace LlmPolicy.Manifests;

/// <summary>What all manifests of one policy may hold together. Whoever goes beyond is told so once, and the rest is not read.</summary>
internal sealed class ManifestBudget(DiagnosticBag diagnostics)
{
    public const int MostText = 8 * ManifestFile.LongestText;
    public const int MostObjects = 10_000;
    public const int MostSecrets = 50_000;
    public const int MostValues = 10 * YamlDocuments.MaxNodes;

    private long _text;
    private long _objects;
    private long _secrets;
    private long _values;

    /// <summary>Whether something was too much, or so much is wrong that nobody reads on.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Whether a file may be read.</summary>
    public bool TakesFile(ManifestFile file)
    {
        SourcePosition beginning = new(file.Name, 1, 1);
        if (file.Text.Length > ManifestFile.LongestText)
        {
            diagnostics.Error(DiagnosticCodes.TooLarge, beginning, $"The file has more than {ManifestFile.LongestText / 1024 / 1024} Mi characters.", "Split it.");
            return false;
        }

        _text += file.Text.Length;
        return Check(_text <= MostText, beginning, $"{MostText / 1024 / 1024} Mi characters");
    }

    /// <summary>Whether a document's values may be looked at.</summary>
    public bool TakesDocument(ManifestNode document)
    {
        _values += document.Size;
        return Check(_values <= MostValues, document.Position, $"{MostValues:N0} values");
    }

    /// <summary>Whether a Secret may be read: each API key is one, and they cost little.</summary>
    public bool TakesSecret(SourcePosition position) => Check(++_secrets <= MostSecrets, position, $"{MostSecrets:N0} Secrets");

    /// <summary>Whether another document, or item of a list, may be read.</summary>
    public bool TakesObject(SourcePosition position) => Check(++_objects <= MostObjects, position, $"{MostObjects:N0} objects");

    private bool Check(bool fits, SourcePosition position, string bound)
    {
        if (!fits && !IsSpent)
        {
            diagnostics.Error(DiagnosticCodes.TooLarge, position, $"The manifests have more than {bound} together; from here on nothing is read.", "Leave out what has no part in the policy.");
        }

        IsSpent |= !fits || diagnostics.IsFull;
        return !IsSpent;
    }
}
