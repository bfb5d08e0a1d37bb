namespace LlmPolicy.Docs;

public class LinkTests
{
    [Theory]
    [MemberData(nameof(Repository.DocumentData), MemberType = typeof(Repository))]
    public void Every_link_into_the_repository_leads_somewhere(string path)
    {
        var document = Repository.Document(path);
        document.Links.Where(link => !link.Contains("://", StringComparison.Ordinal) && !Resolves(document, link)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_document_in_docs_is_linked_from_the_readme_or_from_another_one()
    {
        string all = string.Concat(Repository.Documents.Select(path => string.Join('\n', Repository.Document(path).Links)));
        Repository.Documents.Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && !all.Contains(Path.GetFileName(path), StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static bool Resolves(MarkdownDocument document, string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document.Path))!;
        string target = parts[0].Length == 0 ? Path.Combine(Repository.Root, document.Path) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        if (parts.Length == 1)
        {
            return File.Exists(target) || Directory.Exists(target);
        }

        return File.Exists(target)
            && Repository.Document(Path.GetRelativePath(Repository.Root, target)).Headings.Any(h => MarkdownDocument.Anchor(h) == parts[1]);
    }
}
