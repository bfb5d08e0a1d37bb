namespace LlmPolicy;

/// <summary>One change of a message's headers. Changes are applied in order.</summary>
public sealed class HeaderChange
{
    private HeaderChange(HeaderChangeKind kind, string name, string value, ResourceName? secret, SourcePosition origin) =>
        (Kind, Name, Value, Secret, Origin) = (kind, name, value, secret, origin);

    /// <summary>Whether lines are removed, replaced or added.</summary>
    public HeaderChangeKind Kind { get; }

    /// <summary>The header's name; empty when <see cref="Secret"/> names the headers.</summary>
    public string Name { get; }

    /// <summary>The value, bytes as Latin-1; empty when it is removed or comes from <see cref="Secret"/>.</summary>
    public string Value { get; }

    /// <summary>The secret whose every header is set or appended, to be asked for just before sending (<c>headerSecretRef</c>); else null.</summary>
    public ResourceName? Secret { get; }

    /// <summary>The manifest's line that asks for the change.</summary>
    public SourcePosition Origin { get; }

    internal static HeaderChange Remove(string name, SourcePosition origin) => new(HeaderChangeKind.Remove, name, "", null, origin);

    internal static HeaderChange Set(string name, string value, SourcePosition origin) =>
        new(HeaderChangeKind.Set, name, value, null, origin);

    internal static HeaderChange Append(string name, string value, SourcePosition origin) =>
        new(HeaderChangeKind.Append, name, value, null, origin);

    internal static HeaderChange FromSecret(HeaderChangeKind kind, ResourceName secret, SourcePosition origin) =>
        new(kind, "", "", secret, origin);

    /// <summary>The change in words; never a value.</summary>
    public override string ToString() => Secret is null ? $"{Kind} {Name}" : $"{Kind} secret {Secret}";
}
