using System.Text.Json.Nodes;

namespace LlmPolicy.Testing.Diffing;

/// <summary>A policy with each loosening edit made by itself, each at one of the places that it can be made at.</summary>
internal static class Mutants
{
    /// <summary>An edit of a field, and the policy after it.</summary>
    internal sealed record Mutant(string Key, string Edit, ManifestFile File);

    public static IEnumerable<Mutant> Of(IReadOnlyList<JsonObject> documents, int seed)
    {
        Random random = new(seed);
        var places = documents.SelectMany((document, index) => SchemaFields.In(document).Select((place, at) => (place.Key, Document: index, At: at)))
            .GroupBy(place => place.Key).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var (key, edits) in Loosenings.Edits.Where(e => places.ContainsKey(e.Key)))
        {
            foreach (var edit in edits)
            {
                if (places[key].OrderBy(_ => random.Next()).Select(place => Make(documents, place.Document, place.At, edit)).OfType<ManifestFile>().FirstOrDefault() is { } file)
                {
                    yield return new Mutant(key, edit.Name, file);
                }
            }
        }
    }

    /// <summary>Null where there is nothing to edit, or it would be what it was.</summary>
    private static ManifestFile? Make(IReadOnlyList<JsonObject> documents, int document, int at, Edit edit)
    {
        List<JsonObject> copies = [.. documents.Select(d => (JsonObject)d.DeepClone())];
        var (owner, field, _) = SchemaFields.In(copies[document]).ElementAt(at);
        string before = owner.ToJsonString();
        return edit.Apply(owner, field) && owner.ToJsonString() != before ? SamplePolicies.Write("new.yaml", copies) : null;
    }
}
