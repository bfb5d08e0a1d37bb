namespace LlmPolicy.Conformance.Rules;

/// <summary>Manifests that are not loaded though Gloo takes them. They are errors that name the rule: no request comes to them.</summary>
internal static class ManifestRules
{
    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        Rule("field.unknown", "A field that is dropped may have been a guard."),
        Rule("reference.missing", "Options that are not there may have held a guard."),
        Rule("upstream.address", "A name that DNS can't have leads nowhere."),
        Rule("rate-limit.uncounted", "A limit that nobody counts looks like one."),
        Rule("header.name", "A name that is no token can't be sent, and clients may read another header in it."),
    ];

    private static DifferenceRule Rule(string id, string reason) => new(id, reason, _ => false);
}
