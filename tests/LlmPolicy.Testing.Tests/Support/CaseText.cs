using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing;

/// <summary>Files of cases in text, about manifests in text.</summary>
internal static class CaseText
{
    public const string File = "cases.yaml";

    /// <summary>The tests of a file; fails with its diagnostics where it has any.</summary>
    public static PolicyTests Read(string cases, params IReadOnlyList<ManifestFile> manifests) =>
        Reader(manifests).Read(new ManifestFile(File, cases), out var diagnostics) ?? throw new PolicyTestException(File, diagnostics);

    public static IReadOnlyList<Diagnostic> Diagnostics(string cases, params IReadOnlyList<ManifestFile> manifests)
    {
        Reader(manifests).Read(new ManifestFile(File, cases), out var diagnostics).ShouldBeNull();
        return diagnostics;
    }

    /// <summary>The differences of one case about the lab, whose fields a test gives.</summary>
    public static IReadOnlyList<string> RunOnLab(string fields) => Run(fields, Lab.Files);

    public static IReadOnlyList<string> Run(string fields, params IReadOnlyList<ManifestFile> manifests) => Read(
        $"""
        now: 2026-01-31T12:00:00Z
        cases:
          - name: a case
            {fields.ReplaceLineEndings("\n    ")}
        """,
        manifests).Run("a case").Differences;

    private static PolicyTestsReader Reader(IReadOnlyList<ManifestFile> manifests) => new() { Manifests = manifests };
}
