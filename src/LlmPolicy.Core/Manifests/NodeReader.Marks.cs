namespace LlmPolicy.Manifests;

/// <summary>What is said of fields that are not read.</summary>
internal sealed partial class NodeReader
{
    protected override void Ignore(string name, FieldShape shape)
    {
        switch (shape)
        {
            case FieldShape.String:
                String(name);
                break;
            case FieldShape.Strings:
                Strings(name);
                break;
            case FieldShape.StringMap:
                StringMap(name);
                break;
            case FieldShape.Boolean:
                Boolean(name);
                break;
            case FieldShape.UInt32:
                UInt32(name);
                break;
            case FieldShape.Int64:
                Scalar<long>(name, "a whole number", s => s.IsPlain ? PlainScalar.AsInt64(s.Text) : null);
                break;
            case FieldShape.Duration:
                Duration(name);
                break;
            case FieldShape.Enum:
                Scalar<bool>(name, "a name or its number", s => s.IsNull || (s.IsPlain && PlainScalar.AsBoolean(s.Text) is not null) ? null : true);
                break;
            case FieldShape.Object:
                Fields(name);
                break;
            case FieldShape.Objects:
                foreach (var item in Items(name).Where(item => item is not MapNode))
                {
                    WrongType(item, name, "a list of objects");
                }

                break;
        }
    }

    public override void OthersAreNotRead() => _othersAreNotRead = true;

    protected override void ReportLeftOut(string name, string words)
    {
        if (Has(name))
        {
            _context.Diagnostics.Warning(DiagnosticCodes.LeftOut, PositionOf(name), $"{PathOf(name)} is not carried out: {words}.");
        }
    }

    public override bool Unsupported(params ReadOnlySpan<string> names)
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

    public override void Refused(string name, string remedy)
    {
        if (Find(name) is not null)
        {
            _context.Diagnostics.Error(DiagnosticCodes.Unsupported, PositionOf(name), $"{PathOf(name)} is not supported.", remedy);
        }
    }

    public override void Unenforced(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Find(name) is not null)
            {
                _context.ReportUnenforced(PathOf(name), PositionOf(name));
            }
        }
    }

    public override void Unenforced(OffSwitch unless, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Find(name) is { } value && !unless.IsOff(value))
            {
                _context.ReportUnenforced(PathOf(name), PositionOf(name));
            }
        }
    }

    public override bool Waived(string name)
    {
        bool waived = Entry(name) is not null && _context.IsAccepted(PathOf(name));
        if (waived)
        {
            Unenforced(name);
        }

        return waived;
    }

    public override void Renamed(string oldName, string newName)
    {
        _former.Add(oldName);
        if (Find(oldName) is not null)
        {
            _context.Diagnostics.Strict(
                StrictnessRules.FieldUnknown, _context.LaxRules, DiagnosticCodes.OldSpelling, PositionOf(oldName), $"'{oldName}' is an old name.", $"Today's is '{newName}'.");
        }
    }

    public override void AtMostOne(params ReadOnlySpan<string> names)
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

    public override void LastOf(params ReadOnlySpan<string> names)
    {
        string? last = null;
        for (int i = names.Length - 1; i >= 0; i--)
        {
            string name = names[i];
            if (!Has(name))
            {
                continue;
            }

            if (last is null)
            {
                last = name;
                continue;
            }

            _context.Diagnostics.Warning(DiagnosticCodes.OneOf, PositionOf(name), $"'{name}' is ignored: '{last}' replaces it.", "Keep one of them.");
            _overruled.Add(name);
        }
    }

    public override void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        _context.Diagnostics.Error(code, position, message, remedy);

    public override void Invalid(SourcePosition position, string message, string? remedy = null) =>
        _context.Diagnostics.Error(DiagnosticCodes.InvalidValue, position, message, remedy);
}
