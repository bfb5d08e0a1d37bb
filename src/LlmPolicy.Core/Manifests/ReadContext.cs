namespace LlmPolicy.Manifests;

/// <summary>What every reader of a field shares.</summary>
internal sealed record ReadContext(DiagnosticBag Diagnostics, IReadOnlySet<string> Unenforced, GenerationHash Hash)
{
    /// <summary>Rules of strictness that are switched off.</summary>
    public required IReadOnlySet<string> LaxRules { get; init; }

    /// <summary>Whether <c>y</c> and <c>n</c> are booleans, as to Kubernetes; files that it never reads have letters there.</summary>
    public bool LettersAreBooleans { get; init; } = true;

    /// <summary>Where a field belongs that is unknown where it stands; null where that is not known.</summary>
    public Func<string, string?> PlaceOf { get; init; } = FieldPlaces.Of;

    /// <summary>The document that is read, as <c>namespace/name</c>.</summary>
    public ResourceName Document { get; init; }

    /// <summary>Its kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Whether it is accepted that a field is not enforced.</summary>
    public bool IsAccepted(string path) => Unenforced.Contains(path) || Unenforced.Contains($"{Document}:{path}");

    public void ReportUnenforced(string path, SourcePosition position)
    {
        string message = $"{path} is not enforced here.";
        if (IsAccepted(path))
        {
            Diagnostics.Warning(DiagnosticCodes.Unenforced, position, message);
        }
        else
        {
            Diagnostics.Error(
                DiagnosticCodes.Unenforced, position, message, $"Remove it, or accept that by adding '{path}' to LlmPolicy:Unenforced.");
        }
    }
}
