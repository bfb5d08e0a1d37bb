namespace LlmPolicy.Keys;

/// <summary>The sources that the app added, each for the provider of its name.</summary>
internal sealed class JwksSources(IEnumerable<NamedJwksSource> added)
{
    private readonly NamedJwksSource[] _added = [.. added];

    /// <summary>The source that stands for a server; null: the server itself is asked.</summary>
    public NamedJwksSource? Find(RemoteJwks jwks) => Array.Find(_added, source => source.Provider == jwks.Provider);

    /// <summary>Whether each source is the only one for its provider, and it is clear which provider is meant.</summary>
    /// <exception cref="LlmPolicyException">It is not.</exception>
    public void Check(IReadOnlyList<RemoteJwks> remote)
    {
        foreach (var sources in _added.GroupBy(source => source.Provider))
        {
            if (sources.Count() > 1)
            {
                throw new LlmPolicyException($"Two sources of keys were added for the provider '{sources.Key}'. Which of them counts would be a matter of order: remove one.");
            }

            var places = remote.Where(jwks => jwks.Provider == sources.Key).DistinctBy(jwks => (jwks.Url, jwks.Upstream)).ToList();
            if (places.Count == 0)
            {
                string known = string.Join(", ", remote.Select(jwks => $"'{jwks.Provider}'").Distinct());
                throw new LlmPolicyException(
                    $"A source of keys was added for the provider '{sources.Key}', and no provider of that name has jwks.remote. "
                    + (known.Length > 0 ? $"Those that have: {known}." : "No provider has."));
            }

            if (places.Count > 1)
            {
                throw new LlmPolicyException(
                    $"A source of keys was added for the provider '{sources.Key}', and providers of that name have their keys from different places: "
                    + $"{string.Join(", ", places.Select(jwks => jwks.Position))}. Give one of them another name.");
            }
        }
    }
}
