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

    /// <summary>Makes the change. One that names a <see cref="Secret"/> changes nothing: <see cref="Apply"/> makes it for each header of the secret.</summary>
    /// <param name="headers">The message's headers.</param>
    /// <typeparam name="T">Where the host has them; a struct costs no allocation.</typeparam>
    public void ApplyTo<T>(T headers)
        where T : IMessageHeaders
    {
        if (Secret is null)
        {
            Apply(headers, Kind, Name, Value);
        }
    }

    /// <summary>Makes a change of one header.</summary>
    /// <param name="headers">The message's headers.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The value; of no account where lines are removed.</param>
    /// <typeparam name="T">Where the host has them; a struct costs no allocation.</typeparam>
    public static void Apply<T>(T headers, HeaderChangeKind kind, string name, string value)
        where T : IMessageHeaders
    {
        if (kind != HeaderChangeKind.Append)
        {
            headers.Remove(name);
        }

        if (kind != HeaderChangeKind.Remove)
        {
            headers.Add(name, value);
        }
    }

    /// <summary>The change in words; never a value.</summary>
    public override string ToString() => Secret is null ? $"{Kind} {Name}" : $"{Kind} secret {Secret}";
}
