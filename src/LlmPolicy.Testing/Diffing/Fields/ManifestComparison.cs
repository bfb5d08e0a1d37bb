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

    /// <summary>
    /// The order of documents counts in one case: RouteTables that a selector finds, and whose routes nothing else orders, come as they are written.
    /// Null where no route has passed another.
    /// </summary>
    public static FieldChange? OrderOfTables(PolicyVersion old, PolicyVersion @new)
    {
        bool haveMoved = !old.Fields.Tables.Intersect(@new.Fields.Tables).SequenceEqual(@new.Fields.Tables.Intersect(old.Fields.Tables));
        return haveMoved && !Routes(old.Policy).Intersect(Routes(@new.Policy)).SequenceEqual(Routes(@new.Policy).Intersect(Routes(old.Policy)))
            ? new FieldChange(FieldPath.Document("the order of RouteTables"), old.Fields.Documents, @new.Fields.Documents)
            : null;
    }

    private static IEnumerable<(ResourceName, string)> Routes(CompiledPolicy policy) =>
        policy.Listeners.Hosts.OrderBy(h => h.Service.ToString(), StringComparer.Ordinal).SelectMany(h => h.Routes).Select(r => (r.Info.VirtualService, r.Info.Name));

    private static FieldDelta Compare(string name, FieldNode? old, FieldNode? @new) => FieldComparison.Compare(FieldPath.Document(name), old, @new);

    /// <summary>Of a kind, one that is gone and one that is new are one with another name.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Renamed(IReadOnlyList<string> gone, IReadOnlyList<string> added) =>
        gone.GroupBy(Kind).Where(g => g.Count() == 1)
            .Join(added.GroupBy(Kind).Where(g => g.Count() == 1), g => g.Key, g => g.Key, (one, other) => KeyValuePair.Create(one.Single(), other.Single()));

    private static string Kind(string document) => document.Split(' ')[0];
}
