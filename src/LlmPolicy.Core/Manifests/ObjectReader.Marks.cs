namespace LlmPolicy.Manifests;

/// <summary>What is said of fields that are not read.</summary>
internal sealed partial class ObjectReader
{
    /// <summary>A field that may hold anything, and is not read.</summary>
    public void Ignored(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _known.Add(name);
        }
    }

    /// <summary>A field of the policy that can't be carried out yet: an error, never silence.</summary>
    /// <returns>Whether one of them is there, and reported.</returns>
    public bool Unsupported(params ReadOnlySpan<string> names)
    {
        bool any = false;
        foreach (string name in names)
        {
            if (Find(name) is not null)
            {
                any = true;
                _context.Diagnostics.Error(
                    DiagnosticCodes.Unsupported, PositionOf(name), $"{PathOf(name)} is not supported yet.", "Remove it, or keep this part in the cluster.");
            }
        }

        return any;
    }

    /// <summary>A field that asks for what is refused on purpose.</summary>
    public void Refused(string name, string remedy)
    {
        if (Find(name) is not null)
        {
            _context.Diagnostics.Error(DiagnosticCodes.Unsupported, PositionOf(name), $"{PathOf(name)} is not supported.", remedy);
        }
    }

    /// <summary>A field that is not policy as it is understood here: a guard that would be silently ignored is a hole.</summary>
    public void Unenforced(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Find(name) is not null)
            {
                _context.ReportUnenforced(PathOf(name), PositionOf(name));
            }
        }
    }

    public void Renamed(string oldName, string newName)
    {
        _former.Add(oldName);
        if (Find(oldName) is not null)
        {
            _context.Diagnostics.Error(DiagnosticCodes.OldSpelling, PositionOf(oldName), $"'{oldName}' is an old name.", $"Today's is '{newName}'.");
        }
    }

    public void AtMostOne(params ReadOnlySpan<string> names)
    {
        string? first = null;
        foreach (string name in names)
        {
            if (!Has(name))
            {
                continue;
            }

            if (first is not null)
            {
                _context.Diagnostics.Error(DiagnosticCodes.OneOf, PositionOf(name), $"'{name}' and '{first}' exclude each other.", "Keep one of them.");
            }

            first ??= name;
        }
    }

    public void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        _context.Diagnostics.Error(code, position, message, remedy);

    public void Invalid(SourcePosition position, string message, string? remedy = null) =>
        _context.Diagnostics.Error(DiagnosticCodes.InvalidValue, position, message, remedy);
}
