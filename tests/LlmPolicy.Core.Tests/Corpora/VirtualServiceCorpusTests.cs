using System.Text.RegularExpressions;

namespace LlmPolicy.Tests;

/// <summary>Each of the 417 manifests loads, or gets the diagnostics that its YAML earns: those and no other.</summary>
public sealed partial class VirtualServiceCorpusTests
{
    [Fact]
    public void Every_manifest_gets_the_diagnostics_that_its_fields_earn_and_no_other()
    {
        var wrong = VirtualServiceCorpus.Manifests().Index().SelectMany(m => Differences(m.Index, m.Item)).ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_documents_say_how_many_load_and_what_keeps_out_the_others()
    {
        var manifests = VirtualServiceCorpus.Manifests();
        var services = manifests.Where(m => m.Contains("\nkind: VirtualService\n", StringComparison.Ordinal)).ToList();
        var obstacles = manifests.SelectMany(m => ManifestExpectations.Of(m).Select(Obstacle).OfType<string>().Distinct())
            .CountBy(o => o).Select(o => $"{o.Key}: {o.Value}");

        string section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "fields.md")).Split("## What keeps real manifests out")[1];
        section.ShouldContain($"{Loading(manifests)} load, and of the VirtualServices among them {Loading(services)}.");
        Rows(section).ShouldBe(obstacles, ignoreOrder: true);
    }

    private static string Loading(IReadOnlyList<string> manifests) =>
        $"{manifests.Count(m => VirtualServiceCorpus.Compile(m).Succeeded)} of {manifests.Count}";

    /// <summary>The field, where it is one that is not carried out; else the code.</summary>
    private static string? Obstacle(Finding finding) => finding.Code switch
    {
        DiagnosticCodes.ForeignKind or DiagnosticCodes.NoVirtualService => null,

        // What Gloo warns of is a warning here: tables that are not there, a service without a host, a matcher that nothing fits.
        DiagnosticCodes.Delegation when finding.Field != "delegates" => null,
        DiagnosticCodes.RequiredField when finding.Field == "virtualHost" => null,
        DiagnosticCodes.Unsupported when finding.Field == "connectMatcher" => null,
        DiagnosticCodes.Unsupported or DiagnosticCodes.Unenforced or DiagnosticCodes.OldSpelling => finding.Field,
        _ => finding.Code,
    };

    /// <summary>The names in a row's first cell, each with the number in its second.</summary>
    private static IEnumerable<string> Rows(string section) =>
        from row in section.Split('\n')
        where row.StartsWith("| ", StringComparison.Ordinal)
        let cells = row.Split('|')
        from name in NameForm().Matches(cells[1])
        select $"{name.Groups["name"].Value}: {cells[2].Trim()}";

    [GeneratedRegex(@"[`\[](?<name>\w+)[`\]]")]
    private static partial Regex NameForm();

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
