namespace LlmPolicy.Docs;

/// <summary>docs/fields.md against the readers themselves: each section names, in a comment, the readers whose fields it has.</summary>
public class FieldTests
{
    private static readonly (string Heading, MarkdownDocument Body)[] Sections =
        [.. Repository.Document("docs/fields.md").Sections("").Where(s => s.Body.Text.Contains("<!-- reader:", StringComparison.Ordinal))];

    public static TheoryData<string> Headings => [.. Sections.Select(s => s.Heading)];

    [Fact]
    public void Every_reader_has_a_section() =>
        Sections.SelectMany(s => Readers(s.Body)).Distinct().ShouldBe(ReaderFields.All.Keys, ignoreOrder: true);

    [Fact]
    public void The_scan_of_the_readers_finds_what_is_there()
    {
        ReaderFields.All["JwtProvider"].ShouldContainKeyAndValue("clockSkewSeconds", "yes");
        ReaderFields.All["VirtualHostOptions"].ShouldContainKeyAndValue("jwtStaged", "yes");
        ReaderFields.All["VirtualHostOptions"].ShouldContainKeyAndValue("waf", "unenforced");
        ReaderFields.All["Route"].ShouldContainKeyAndValue("routePlugins", "error");
    }

    [Theory]
    [MemberData(nameof(Headings))]
    public void A_section_has_each_field_of_its_readers_with_what_becomes_of_it_and_no_other(string heading)
    {
        var body = Sections.Single(s => s.Heading == heading).Body;
        var documented = body.Rows.Where(r => r.Length > 1).SelectMany(r => MarkdownDocument.CodeIn(r[0]).Select(field => $"{field}: {r[1]}"));
        var read = Readers(body).SelectMany(reader => ReaderFields.All[reader]).Select(f => $"{f.Key}: {f.Value}").Distinct();
        documented.ShouldBe(read, ignoreOrder: true);
    }

    private static string[] Readers(MarkdownDocument body) =>
        SourceText.Strings(body.Text, "<!-- reader: ([^>]*) -->").Single().Split(", ");
}
