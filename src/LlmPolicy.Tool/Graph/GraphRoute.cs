namespace LlmPolicy.Tool.Graph;

/// <summary>A route.</summary>
/// <param name="Name">Its name, or its place.</param>
/// <param name="Matchers">Its matchers in words; one is enough.</param>
/// <param name="Access">Who may.</param>
/// <param name="Ways">Where it leads; none where it answers itself.</param>
/// <param name="Answer">Its own answer, as <c>respond 404</c>; null where it forwards.</param>
internal sealed record GraphRoute(string Name, IReadOnlyList<string> Matchers, GraphAccess Access, IReadOnlyList<GraphWay> Ways, string? Answer);
