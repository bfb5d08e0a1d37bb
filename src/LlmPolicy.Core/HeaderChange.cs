using LlmPolicy.Headers;

namespace LlmPolicy;

/// <summary>One change of a message's headers. Changes are applied in order.</summary>
public sealed class HeaderChange
{
    private readonly ProviderKey? _key;

    private HeaderChange(HeaderChangeKind kind, string name, string value, ResourceName? secret, SourcePosition origin, ProviderKey? key = null) =>
        (Kind, Name, Value, Secret, Origin, _key) = (kind, name, value, secret, origin, key);

    /// <summary>Whether lines are removed, replaced or added.</summary>
    public HeaderChangeKind Kind { get; }

    /// <summary>The header's name; empty when <see cref="Secret"/> names the headers, and not where it holds a provider's key for this one.</summary>
    public string Name { get; }

    /// <summary>The value, bytes as Latin-1; empty when it is removed or comes from <see cref="Secret"/>.</summary>
    public string Value { get; }

    /// <summary>
    /// The secret to be asked for just before sending; else null. Every header of it is set or appended (<c>headerSecretRef</c>), or the key in it is set as <see cref="Name"/>
    /// (<c>ai</c> of an Upstream): <see cref="HeadersOf"/> says which.
    /// </summary>
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

    internal static HeaderChange FromSecret(HeaderChangeKind kind, ResourceName secret, ProviderKey key, SourcePosition origin) =>
        new(kind, key.Header, "", secret, origin, key);

    /// <summary>The headers that a secret's value puts on the request.</summary>
    /// <param name="secret">The value of <see cref="Secret"/>.</param>
    /// <returns>Names and values; none where the secret has no key for a provider.</returns>
    public IReadOnlyDictionary<string, SecretValue> HeadersOf(HeaderSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return _key is null ? secret.Headers : _key.In(secret);
    }

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
    public override string ToString() => Secret is null ? $"{Kind} {Name}" : _key is null ? $"{Kind} secret {Secret}" : $"{Kind} {Name} by secret {Secret}";
}
