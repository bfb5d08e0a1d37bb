namespace LlmPolicy.Headers;

/// <summary>Where a provider looks for its key. The Secret may hold it under any name, with <c>Bearer</c> or without.</summary>
/// <param name="Header">The header.</param>
/// <param name="Scheme">What stands before the key in it, a space included; empty for nothing.</param>
internal sealed record ProviderKey(string Header, string Scheme)
{
    private const string Bearer = "Bearer ";

    /// <summary>The header with the key of a Secret; none where the Secret does not say which of its entries is the key.</summary>
    public IReadOnlyDictionary<string, SecretValue> In(HeaderSecret secret)
    {
        var entries = secret.Headers;
        var value = Named(entries, "authorization") ?? Named(entries, Header) ?? (entries.Count == 1 ? entries.Values.Single() : null);
        if (value is null)
        {
            return new Dictionary<string, SecretValue>();
        }

        string key = value.Reveal().TrimStart(' ', '\t');
        key = (key.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? key[Bearer.Length..] : key).Trim(' ', '\t');
        return new Dictionary<string, SecretValue> { [Header] = new SecretValue(key.Length == 0 ? "" : Scheme + key) };
    }

    private static SecretValue? Named(IReadOnlyDictionary<string, SecretValue> entries, string name) =>
        entries.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
