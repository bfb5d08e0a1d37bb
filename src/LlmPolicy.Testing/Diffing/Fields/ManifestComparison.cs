namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Two versions of manifests to the edits between them. A document is known by its kind and name; files and their order don't count.</summary>
internal static class ManifestComparison
{
    public static FieldDelta Compare(ManifestFields before, ManifestFields after)
    {
        var (old, @new) = (before.Documents.Fields, after.Documents.Fields);
        var renamed = Renamed([.. old.Keys.Except(@new.Keys)], [.. @new.Keys.Except(old.Keys)]).ToDictionary();
        return new ChangedObject(after.Documents.Position, [.. old.Keys.Select(name => (name, Compare(name, old[name], @new.GetValueOrDefault(renamed.GetValueOrDefault(name, name))))),
            .. @new.Keys.Except(old.Keys).Except(renamed.Values).Select(name => (name, Compare(name, null, @new[name])))]);
    }

    /// <summary>Whether RouteTables that a selector finds are found in another order: of those that are equal in all that orders them, the first comes first.</summary>
    public static FieldChange? OrderOfTables(ManifestFields before, ManifestFields after)
    {
        bool isSelected = before.Documents.Fields.Values.Concat(after.Documents.Fields.Values).Any(document => document.Text.Contains("\"selector\":", StringComparison.Ordinal));
        return !isSelected || before.Tables.Intersect(after.Tables).SequenceEqual(after.Tables.Intersect(before.Tables))
            ? null
            : new FieldChange(FieldPath.Document("the order of RouteTables"), before.Documents, after.Documents);
    }

    private static FieldDelta Compare(string name, FieldNode? old, FieldNode? @new) => FieldComparison.Compare(FieldPath.Document(name), old, @new);

    /// <summary>Of a kind, one that is gone and one that is new are one with another name.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Renamed(IReadOnlyList<string> gone, IReadOnlyList<string> added) =>
        gone.GroupBy(Kind).Where(g => g.Count() == 1)
            .Join(added.GroupBy(Kind).Where(g => g.Count() == 1), g => g.Key, g => g.Key, (one, other) => KeyValuePair.Create(one.Single(), other.Single()));

    private static string Kind(string document) => document.Split(' ')[0];
}
