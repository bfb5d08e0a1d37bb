namespace LlmPolicy.Tool.Graph;

/// <summary>A virtual host.</summary>
/// <param name="Name">Its VirtualService.</param>
/// <param name="Domains">Its domains.</param>
/// <param name="Routes">Its routes, in order.</param>
internal sealed record GraphHost(string Name, IReadOnlyList<string> Domains, IReadOnlyList<GraphRoute> Routes);
