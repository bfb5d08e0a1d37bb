using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>Manifests as people write them.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Real_manifests_compile_or_give_diagnostics_inside_the_file()
    {
        string[] manifests = Manifests();

        manifests.Length.ShouldBe(417);
        foreach (string manifest in manifests)
        {
            var compilation = Compiling.Compile(manifest);

            compilation.Succeeded.ShouldBe(!compilation.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error), manifest);
            compilation.Diagnostics.ShouldAllBe(d => Positions.IsInside(manifest, d.Position), manifest);
            compilation.Diagnostics.ShouldAllBe(d => d.Code != DiagnosticCodes.Syntax, manifest);
        }
    }

    [Fact]
    public void Real_manifests_that_are_cut_short_give_diagnostics_inside_the_file()
    {
        var random = new Random(4);
        foreach (string manifest in Manifests())
        {
            string cut = manifest[..random.Next(manifest.Length)];

            Compiling.Compile(cut).Diagnostics.ShouldAllBe(d => Positions.IsInside(cut, d.Position), cut);
        }
    }

    private static string[] Manifests() =>
        [.. File.ReadLines(Repository.Corpus("virtualservices", "manifests.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("yaml").GetString()!)];
}
