using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>Envoy's own test cases of path normalisation.</summary>
public sealed class PathCorpusTests
{
    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll), Compiling.Lax(StrictnessRules.TargetDotSegments));

    [Fact]
    public void Canonical_paths_are_Envoys()
    {
        var cases = Repository.CorpusJson("envoy-path", "path_utility_cases.json").EnumerateArray()
            .Where(c => Text(c, "op") == "canonical_path" && Text(c, "input")!.StartsWith('/')).ToList();

        cases.Count.ShouldBe(16);
        foreach (var each in cases)
        {
            Normalised(Text(each, "input")!).ShouldBe(Text(each, "expected"), Text(each, "input"));
        }
    }

    /// <summary>
    /// The cases are of Envoy's other normaliser, which merges slashes, decodes them if asked to and writes escapes in capitals: those that ask
    /// for none of that have to come out the same but for the capitals.
    /// </summary>
    [Fact]
    public void The_other_normaliser_agrees_where_it_does_the_same()
    {
        var cases = Repository.CorpusJson("envoy-path", "path_normalizer_cases.json").EnumerateArray()
            .Where(c => Text(c, "config") is "empty_config" or "keep_encoded_slash_config" or "skip_merging_slashes_config" && Text(c, "expected") is not null)
            .Where(c => Text(c, "input") is ['/', ..] input && !input.Contains('#') && !input.Contains('\\') && !(input.Contains("//") && Text(c, "config") is "empty_config"))
            .ToList();

        cases.Count.ShouldBe(15);
        foreach (var each in cases)
        {
            Normalised(Text(each, "input")!)!.ShouldBe(Text(each, "expected"), StringCompareShould.IgnoreCase);
        }
    }

    private static string? Normalised(string target) => Policy.Decide(Requests.Get(target)).Forwarding?.Target;

    private static string? Text(JsonElement each, string name) => each.GetProperty(name).GetString();
}
