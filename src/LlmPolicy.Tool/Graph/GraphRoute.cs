namespace LlmPolicy.Tool.Graph;

/// <summary>A route.</summary>
/// <param name="Name">Its name, or its place.</param>
/// <param name="Matchers">Its matchers in words; one is enough.</param>
/// <param name="Access">Who may.</param>
/// <param name="Targets">Where it leads: Upstreams, or one action of its own.</param>
/// <param name="Keys">The names of the secrets that it puts on.</param>
internal sealed record GraphRoute(string Name, IReadOnlyList<string> Matchers, string Access, IReadOnlyList<GraphTarget> Targets, IReadOnlyList<string> Keys);
