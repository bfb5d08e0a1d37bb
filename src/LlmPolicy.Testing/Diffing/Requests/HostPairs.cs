using LlmPolicy.Evaluation;

namespace LlmPolicy.Testing.Diffing.Requests;

/// <summary>An authority for each pair of hosts, the old version's and the new one's, that a request can come to.</summary>
internal static class HostPairs
{
    private const string NoDomain = "no-such-domain.invalid";

    public static IEnumerable<(string Scheme, string Authority, VirtualHostPolicy? Before, VirtualHostPolicy? After)> Of(Listeners before, Listeners after)
    {
        HashSet<(VirtualHostPolicy?, VirtualHostPolicy?)> seen = [];
        string[] authorities = [.. before.Hosts.Concat(after.Hosts).SelectMany(h => h.Domains).Select(Example), NoDomain];
        foreach (string scheme in new[] { "http", "https" })
        {
            foreach (string authority in authorities)
            {
                var (one, other) = (before.For(scheme).Find(authority), after.For(scheme).Find(authority));
                if (seen.Add((one, other)))
                {
                    yield return (scheme, authority, one, other);
                }
            }
        }
    }

    private static string Example(string domain) => domain switch
    {
        "*" => "any.example",
        _ when domain.StartsWith('*') => $"any{domain[1..]}",
        _ when domain.EndsWith('*') => $"{domain[..^1]}any",
        _ => domain,
    };
}
