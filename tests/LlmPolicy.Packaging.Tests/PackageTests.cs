using System.IO.Compression;
using System.Xml.Linq;

namespace LlmPolicy.Packaging;

public class PackageTests(Workspace workspace)
{
    public static TheoryData<string> Ids { get; } = [.. Workspace.Ids];

    public static TheoryData<string> WithCode { get; } = [.. Workspace.Ids.Where(id => id != "LlmPolicy")];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_package_has_a_readme_and_the_MIT_licence(string id)
    {
        using var package = Open(id, "nupkg");

        package.GetEntry("README.md").ShouldNotBeNull();
        var metadata = Metadata(package);
        Value(metadata, "readme").ShouldBe("README.md");
        Value(metadata, "license").ShouldBe("MIT");
        Value(metadata, "description").ShouldNotBe("Package Description");
    }

    [Theory]
    [MemberData(nameof(WithCode))]
    public void Every_assembly_comes_with_its_documentation_and_its_symbols(string id)
    {
        using var package = Open(id, "nupkg");
        using var symbols = Open(id, "snupkg");

        package.GetEntry($"lib/net10.0/{id}.dll").ShouldNotBeNull();
        package.GetEntry($"lib/net10.0/{id}.xml").ShouldNotBeNull();
        symbols.GetEntry($"lib/net10.0/{id}.pdb").ShouldNotBeNull();
    }

    [Fact]
    public void The_package_that_users_add_refers_to_the_others_and_holds_no_code()
    {
        using var package = Open("LlmPolicy", "nupkg");

        package.Entries.ShouldNotContain(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal));
        Dependencies(package).ShouldBe(["LlmPolicy.AspNetCore", "LlmPolicy.Yarp"], ignoreOrder: true);
    }

    [Fact]
    public void Core_needs_a_YAML_scanner_and_nothing_else()
    {
        using var package = Open("LlmPolicy.Core", "nupkg");

        Dependencies(package).ShouldBe(["YamlDotNet"]);
    }

    private ZipArchive Open(string id, string extension) => ZipFile.OpenRead(Path.Combine(workspace.Feed, $"{id}.{workspace.Version}.{extension}"));

    private static XElement Metadata(ZipArchive package)
    {
        using var stream = package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string Value(XElement metadata, string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;

    private static IEnumerable<string> Dependencies(ZipArchive package) =>
        Metadata(package).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value);
}
