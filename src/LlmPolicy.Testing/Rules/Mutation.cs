using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Rules;

/// <summary>Deletes each rule by itself and runs the cases.</summary>
internal sealed class Mutation(TestManifests manifests, IReadOnlyList<PreparedCase> passing, TimeProvider clock)
{
    public PolicyMutation Run()
    {
        var documents = manifests.Documents();
        var rules = RuleFinder.Find(documents, manifests.Options.Kinds).Where(IsEnforced()).ToList();
        var unnoticed = new List<ManifestRule>();
        foreach (var rule in rules.Where(rule => !unnoticed.Exists(rule.IsInside)))
        {
            if (!IsNoticed(manifests.With(rule.File, ManifestWriter.Write(documents[rule.File], rule.NodePath))))
            {
                unnoticed.Add(rule);
            }
        }

        return new PolicyMutation { Rules = [.. rules.Select(r => r.Rule)], Unnoticed = [.. unnoticed.Select(r => r.Rule)] };
    }

    /// <summary>A manifest that does not load is noticed by whoever deploys it.</summary>
    private bool IsNoticed(TestManifests mutant) =>
        mutant.Compile(out _) is not { } policies || passing.Any(c => new Comparison(c, policies, TestBudgets.Run(c, policies, clock)).Find().Count > 0);

    /// <summary>A field that stands unenforced, since the options allow that, can't be missed by any case.</summary>
    private Func<ManifestRule, bool> IsEnforced()
    {
        manifests.Compile(out var diagnostics);
        var unenforced = diagnostics.Where(d => d.Code == DiagnosticCodes.Unenforced).Select(d => d.Position).ToHashSet();
        return rule => !unenforced.Contains(rule.Rule.Position);
    }
}
