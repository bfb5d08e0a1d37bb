using LlmPolicy.Testing;

namespace LlmPolicy.Docs;

/// <summary>Files of cases in examples, about a manifest with nothing wrong in it.</summary>
internal static class CaseFiles
{
    public static IReadOnlyList<Diagnostic> Read(Fence example)
    {
        var folder = Directory.CreateTempSubdirectory("llmpolicy-docs-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "policy.yaml"), Manifests.Sound.Text);
            string cases = Path.Combine(folder.FullName, "cases.yaml");
            File.WriteAllText(cases, $"manifests: [policy.yaml]\n{example.Body}");
            PolicyTests.Load(cases);
            return [];
        }
        catch (PolicyTestException wrong)
        {
            return wrong.Diagnostics;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
