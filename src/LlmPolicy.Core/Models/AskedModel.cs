namespace LlmPolicy.Models;

/// <summary>A model that a request names.</summary>
/// <param name="Name">The name, with nothing escaped.</param>
/// <param name="Places">Where it stands; in path and body where both say it.</param>
internal sealed record AskedModel(string Name, IReadOnlyList<ModelPlace> Places);
