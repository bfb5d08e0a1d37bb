namespace LlmPolicy.Assurance.Pipelines;

/// <summary>A request where it was carried out, as whoever carried it out saw it; every char of it is a byte.</summary>
/// <param name="Place">The upstream's name, or <see cref="Endpoint"/>.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with the base that was taken off.</param>
/// <param name="Query">The query, with its question mark.</param>
/// <param name="Host">The host.</param>
/// <param name="Headers">All other header lines.</param>
/// <param name="Body">The body.</param>
internal sealed record Seen(string Place, string Method, string Path, string Query, string Host, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    /// <summary>The app itself, not an upstream.</summary>
    public const string Endpoint = "endpoint";

    public bool IsUpstream => Place != Endpoint;

    public string[] this[string name] => [.. Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    public override string ToString() => $"{Method} {Path}{Query} of {Host} at {Place}";
}
