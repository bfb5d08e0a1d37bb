using LlmPolicy.Manifests;
using LlmPolicy.Testing.Cases;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>The requests of a file of cases.</summary>
internal static class CaseProbes
{
    /// <exception cref="PolicyTestException">The file can't be read, or a case has no provider to sign its claims.</exception>
    public static IReadOnlyList<Probe> Of(ManifestFile cases, TestPolicies version)
    {
        var diagnostics = new DiagnosticBag();
        var files = new TestFiles(cases.Name);
        List<Probe> probes = [];
        foreach (var source in CaseFile.Read(cases, diagnostics)?.Cases ?? [])
        {
            if (PreparedCase.Prepare(source, version.WithThrowAwayKeys, files, diagnostics) is { } prepared)
            {
                probes.Add(new Probe(prepared.Request, $"case {source.Name}") { Body = prepared.Body, Now = source.Now, OwnKeys = source.Credentials.Token is not null });
            }
        }

        return diagnostics.HasErrors ? throw new PolicyTestException(cases.Name, diagnostics.Items) : probes;
    }
}
