namespace LlmPolicy.Manifests;

/// <summary>
/// An object of a manifest, asked for its fields one by one. What is asked for is the schema: <see cref="NodeReader"/> answers from a
/// manifest, and a field that nobody asked for is unknown; <see cref="Schema.SchemaReader"/> writes down what is asked for.
/// </summary>
internal abstract class ObjectReader
{
    public abstract SourcePosition Position { get; }

    public abstract bool Has(string name);

    /// <summary>The place of a field's name, or of the object where the field is not there.</summary>
    public abstract SourcePosition PositionOf(string name);

    public abstract Text? String(string name);

    public abstract bool? Boolean(string name);

    public abstract uint? UInt32(string name);

    public abstract int? Int32(string name);

    public abstract long? Int64(string name);

    /// <summary>A number of 0 or more, with up to six digits behind its point; quoted or not.</summary>
    public abstract Number? Decimal(string name);

    /// <summary>A duration as Go has it: <c>15s</c>, <c>1m30s</c>, <c>500ms</c>.</summary>
    public abstract TimeSpan? Duration(string name);

    /// <summary>A protobuf enum: a name, or its number.</summary>
    public abstract T? Enum<T>(string name, IReadOnlyDictionary<string, T> names)
        where T : struct, Enum;

    public abstract T? Object<T>(string name, Func<ObjectReader, T> read)
        where T : class;

    public abstract IReadOnlyList<T> List<T>(string name, Func<ObjectReader, T> read)
        where T : class;

    public abstract IReadOnlyList<Text> Strings(string name);

    public abstract IReadOnlyList<uint> UInt32s(string name);

    public abstract IReadOnlyList<(Text Key, T Value)> Map<T>(string name, Func<ObjectReader, T> read)
        where T : class;

    public abstract IReadOnlyList<(Text Key, Text Value)> StringMap(string name);

    /// <summary>A value of any form; null where it is not there.</summary>
    public abstract ManifestNode? Node(string name);

    public abstract Text Required(string name);

    /// <summary>An object that has to be there; null where it is not, and reported.</summary>
    public abstract T? RequiredObject<T>(string name, Func<ObjectReader, T> read)
        where T : class;

    /// <summary>Fields that are not read. What they hold has to be of their shape all the same: a list in the place of an object is a slip somewhere.</summary>
    public void Ignored(FieldShape shape, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            Ignore(name, shape);
        }
    }

    /// <inheritdoc cref="Ignored"/>
    protected abstract void Ignore(string name, FieldShape shape);

    /// <summary>Fields that nobody asks for are not unknown, but others' business: a warning names them.</summary>
    public abstract void OthersAreNotRead();

    /// <summary>A field that guards nothing and is not carried out all the same: a warning says what does not happen. What it holds has to be of its shape.</summary>
    public void LeftOut(FieldShape shape, string name, string words)
    {
        Ignore(name, shape);
        ReportLeftOut(name, words);
    }

    /// <summary>The same of a field that may be switched off, and asks for nothing then.</summary>
    public void LeftOut(FieldShape shape, string name, string words, OffSwitch unless)
    {
        var value = Node(name);
        Ignore(name, shape);
        if (value is not null && !unless.IsOff(value))
        {
            ReportLeftOut(name, words);
        }
    }

    /// <summary>Says that a field is not carried out, where it is there.</summary>
    protected abstract void ReportLeftOut(string name, string words);

    /// <summary>Fields for which a resource is of no use as it stands; those that are there. What becomes of that is said where the resource is used.</summary>
    public IReadOnlyList<Text> Obstacles(params ReadOnlySpan<string> names)
    {
        List<Text> found = [];
        foreach (string name in names)
        {
            if (Node(name) is not null)
            {
                found.Add(new Text(name, PositionOf(name)));
            }
        }

        return found;
    }

    /// <summary>A field of the policy that can't be carried out yet: an error, never silence.</summary>
    /// <returns>Whether one of them is there, and reported.</returns>
    public abstract bool Unsupported(params ReadOnlySpan<string> names);

    /// <summary>A field that asks for what is refused on purpose.</summary>
    public abstract void Refused(string name, string remedy);

    /// <summary>A field that is not policy as it is understood here: a guard that would be silently ignored is a hole.</summary>
    public abstract void Unenforced(params ReadOnlySpan<string> names);

    /// <summary>The same of fields that may switch off what is not there, and ask for nothing then.</summary>
    public abstract void Unenforced(OffSwitch unless, params ReadOnlySpan<string> names);

    /// <summary>A field that is carried out here, unless it is accepted by its path that it is not: a cluster may do it.</summary>
    /// <returns>Whether the field is there and that is accepted; it is not to be read then.</returns>
    public abstract bool Waived(string name);

    public abstract void Renamed(string oldName, string newName);

    /// <summary>Fields of one choice, of which two are an error: guards that would silently take each other's place.</summary>
    public abstract void AtMostOne(params ReadOnlySpan<string> names);

    /// <summary>
    /// Fields of one choice, as the API lists them. Where more than one is set the last of them counts, in whatever order the manifest has them;
    /// the others are checked, and read as not set.
    /// </summary>
    public abstract void LastOf(params ReadOnlySpan<string> names);

    public abstract void Error(string code, SourcePosition position, string message, string? remedy = null);

    public abstract void Invalid(SourcePosition position, string message, string? remedy = null);
}
