using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary>A file of cases, as it is written.</summary>
internal sealed record CaseFile(IReadOnlyList<Text> Manifests, IReadOnlyList<PolicyCase> Cases)
{
    public static CaseFile? Read(ManifestFile file, DiagnosticBag diagnostics)
    {
        using var hash = new GenerationHash();
        var context = new ReadContext(diagnostics, new HashSet<string>(), hash) { LaxRules = new HashSet<string>(), LettersAreBooleans = false, PlaceOf = _ => null };
        var documents = YamlDocuments.Read(file, diagnostics);
        if (documents is [MapNode map])
        {
            return NodeReader.Read(map, "", context, Read);
        }

        if (!diagnostics.HasErrors)
        {
            diagnostics.Error(TestDiagnosticCodes.NothingToTest, new SourcePosition(file.Name, 1, 1), "A file of cases is one object.", "Give it a list: cases.");
        }

        return null;
    }

    private static CaseFile Read(ObjectReader o)
    {
        var now = CaseTime.Read(o, "now");
        var cases = o.List("cases", c => PolicyCase.Read(c, now));
        if (cases.Count == 0 && o.Node("cases") is null or ListNode { Items.Count: 0 })
        {
            o.Error(TestDiagnosticCodes.NothingToTest, o.PositionOf("cases"), "There are no cases.", "Give it a list: cases.");
        }

        foreach (var twice in cases.GroupBy(c => c.Name.Value).SelectMany(group => group.Skip(1)))
        {
            o.Error(TestDiagnosticCodes.DuplicateCase, twice.Name.Position, $"Another case is called '{twice.Name}'.", "Give each a name of its own.");
        }

        return new(o.Strings("manifests"), cases);
    }
}
