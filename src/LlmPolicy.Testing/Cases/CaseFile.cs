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

        return new(o.Strings("manifests"), InOrder(cases, o));
    }

    /// <summary>The cases, each with the one that it goes on from.</summary>
    private static List<PolicyCase> InOrder(IReadOnlyList<PolicyCase> cases, ObjectReader o)
    {
        Dictionary<string, PolicyCase> earlier = [];
        List<PolicyCase> ordered = [];
        foreach (var one in cases)
        {
            var linked = one.After is { } after ? After(after, one, earlier, o) : one;
            earlier.TryAdd(one.Name.Value, linked);
            ordered.Add(linked);
        }

        return ordered;
    }

    private static PolicyCase After(Text name, PolicyCase one, Dictionary<string, PolicyCase> earlier, ObjectReader o)
    {
        if (!earlier.TryGetValue(name.Value, out var before))
        {
            string? nearest = NearestName.Of(name.Value, [.. earlier.Keys]);
            o.Error(
                TestDiagnosticCodes.UnknownName, name.Position, $"'{name}' is no case above this one.", nearest is null ? "Name a case that stands above it in the file." : $"Did you mean '{nearest}'?");
            return one;
        }

        if (one.NowPosition is { } position && !(before.Now <= one.Now))
        {
            o.Error(
                TestDiagnosticCodes.Contradiction, position, before.Now is null ? $"The case '{name}' before it has no time." : $"The clock would go back: it is later in the case '{name}' before it.",
                "Give both a time, this one the later.");
        }

        return one with { Before = before, Now = one.Now ?? before.Now };
    }
}
