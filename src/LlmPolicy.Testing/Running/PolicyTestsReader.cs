using LlmPolicy.Manifests;
using LlmPolicy.Testing.Cases;

namespace LlmPolicy.Testing.Running;

/// <summary>A file of cases to what can be run, or everything that is wrong with it.</summary>
internal sealed class PolicyTestsReader
{
    /// <summary>What a manifest refers to and nothing defines may come from the app's configuration.</summary>
    public static readonly PolicyCompilerOptions DefaultOptions = new() { MissingUpstream = DiagnosticSeverity.Warning, MissingSecret = DiagnosticSeverity.Warning };

    public PolicyCompilerOptions Options { get; init; } = DefaultOptions;

    /// <summary>In place of those that the file names; null: those.</summary>
    public IReadOnlyList<ManifestFile>? Manifests { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public PolicyTests? Read(ManifestFile caseFile, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var bag = new DiagnosticBag();
        var tests = Read(caseFile, bag);
        diagnostics = bag.Items;
        return bag.HasErrors ? null : tests;
    }

    private PolicyTests? Read(ManifestFile caseFile, DiagnosticBag diagnostics)
    {
        var files = new TestFiles(caseFile.Name);
        if (CaseFile.Read(caseFile, diagnostics) is not { } source)
        {
            return null;
        }

        var manifests = Manifests ?? [.. source.Manifests.SelectMany(name => files.Manifests(name, diagnostics))];
        if (manifests.Count == 0 && source.Manifests.Count == 0)
        {
            diagnostics.Error(TestDiagnosticCodes.MissingFile, new SourcePosition(caseFile.Name, 1, 1), "No manifest is named.", "Give the file a list: manifests.");
        }

        if (manifests.Count == 0)
        {
            return null;
        }

        TestManifests sources = new(manifests, new ThrowAwayKeys(), Options);
        var policies = sources.Compile(out var found);
        foreach (var diagnostic in found)
        {
            diagnostics.Add(diagnostic);
        }

        return policies is null ? null : new PolicyTests(sources, policies, Prepare(source, policies, files, diagnostics), Clock);
    }

    private static List<PreparedCase> Prepare(CaseFile source, TestPolicies policies, TestFiles files, DiagnosticBag diagnostics)
    {
        var names = new KnownNames(policies.WithOwnKeys, diagnostics);
        var prepared = new Dictionary<PolicyCase, PreparedCase>(ReferenceEqualityComparer.Instance);
        foreach (var policyCase in source.Cases)
        {
            names.Check(policyCase.Expect);
            if (PreparedCase.Prepare(policyCase, policies.WithThrowAwayKeys, files, diagnostics) is { } ready)
            {
                prepared.Add(policyCase, policyCase.Before is { } before ? ready with { Before = prepared.GetValueOrDefault(before) } : ready);
            }
        }

        return [.. prepared.Values];
    }
}
