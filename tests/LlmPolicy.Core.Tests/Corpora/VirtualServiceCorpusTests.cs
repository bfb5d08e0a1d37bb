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

    [Fact]
    public void The_documents_say_how_many_load_and_what_keeps_out_the_others()
    {
        var manifests = VirtualServiceCorpus.Manifests();
        var services = manifests.Where(m => m.Contains("\nkind: VirtualService\n", StringComparison.Ordinal)).ToList();
        var obstacles = manifests.SelectMany(m => ManifestExpectations.Of(m).Select(Obstacle).OfType<string>().Distinct())
            .CountBy(o => o).GroupBy(o => o.Value, o => o.Key).OrderByDescending(g => g.Key)
            .SelectMany(g => g.Where(IsCode).Order().Select(Row).Prepend(string.Join(", ", g.Where(o => !IsCode(o)).Order(StringComparer.Ordinal).Select(o => $"`{o}`"))), (g, what) => (What: what, Count: g.Key))
            .Where(row => row.What.Length > 0).Select(row => $"| {row.What} | {row.Count} |");

        FieldsDocument.ShouldHave("loading", [$"{Loading(manifests)} load, and of the VirtualServices among them {Loading(services)}. The others have at least one of these:"]);
        FieldsDocument.ShouldHave("obstacles", ["| field, or what is wrong | manifests |", "|---|---|", .. obstacles]);
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

        // An Upstream that nothing leads to is a warning, and so is what has no effect.
        DiagnosticCodes.UpstreamAddress when UpstreamExpectations.IsUnreachable(finding.Field) => null,
        DiagnosticCodes.LeftOut => null,
        DiagnosticCodes.Action when finding.Field == "subset" => null,
        DiagnosticCodes.Unsupported or DiagnosticCodes.Unenforced or DiagnosticCodes.OldSpelling => finding.Field,
        _ => finding.Code,
    };

    private static bool IsCode(string obstacle) => obstacle.StartsWith("LLMP", StringComparison.Ordinal);

    /// <summary>What a code of the corpus stands for.</summary>
    private static string Row(string code) => code switch
    {
        DiagnosticCodes.MissingSecret => "a Secret that is not in the manifest, of a header or a certificate: [LLMP1006](diagnostics.md#llmp1006-missing-secret)",
        DiagnosticCodes.UpstreamAddress => "an Upstream without an address: [LLMP1014](diagnostics.md#llmp1014-upstream-address)",
        DiagnosticCodes.Path => "a path that Gloo does not load, or none: [LLMP1003](diagnostics.md#llmp1003-path)",
        DiagnosticCodes.RequiredField => "no metadata or spec: [LLMP0014](diagnostics.md#llmp0014-required-field)",
        DiagnosticCodes.UnknownField => "a field that does not exist: [LLMP0010](diagnostics.md#llmp0010-unknown-field)",
        DiagnosticCodes.Action => "no action or destination: [LLMP1013](diagnostics.md#llmp1013-action)",
        DiagnosticCodes.MissingReference => "options that are not in the manifest: [LLMP1018](diagnostics.md#llmp1018-missing-reference)",
        DiagnosticCodes.WrongType => "a boolean for a string, an unknown operator: [LLMP0011](diagnostics.md#llmp0011-wrong-type)",
        DiagnosticCodes.Delegation => "a route that can't delegate: [LLMP1017](diagnostics.md#llmp1017-delegation)",
        DiagnosticCodes.InvalidValue => "bytes that are no base64: [LLMP0012](diagnostics.md#llmp0012-invalid-value)",
        _ => $"[{code}](diagnostics.md)",
    };

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
