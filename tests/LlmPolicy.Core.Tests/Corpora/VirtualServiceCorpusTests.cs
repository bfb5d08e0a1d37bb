namespace LlmPolicy.Tests;

/// <summary>Each of the 417 manifests loads, or gets the diagnostics that its YAML earns: those and no other.</summary>
public sealed class VirtualServiceCorpusTests
{
    [Fact]
    public void Every_manifest_gets_the_diagnostics_that_its_fields_earn_and_no_other()
    {
        var wrong = VirtualServiceCorpus.Manifests().Index().SelectMany(m => Differences(m.Index, m.Item)).ToList();

        wrong.ShouldBeEmpty();
    }

    private static IEnumerable<string> Differences(int index, string manifest)
    {
        var expected = ManifestExpectations.Of(manifest).ToList();
        foreach (var diagnostic in VirtualServiceCorpus.Compile(manifest).Diagnostics)
        {
            if (expected.Find(f => f.IsSaidBy(diagnostic)) is not { } finding)
            {
                yield return $"manifest {index}: unearned {diagnostic}";
            }
            else
            {
                expected.Remove(finding);
            }
        }

        foreach (var missing in expected)
        {
            yield return $"manifest {index}: missing {missing}";
        }
    }
}
