using System.IO.Compression;
using System.Xml.Linq;

namespace LlmPolicy.Packaging.Packing;

/// <summary>What a .nupkg holds.</summary>
internal sealed class Package
{
    private readonly XElement _metadata;

    public Package(string folder, string id, string version)
    {
        string file = Path.Combine(folder, $"{id}.{version}");
        using var nupkg = ZipFile.OpenRead(file + ".nupkg");
        Files = [.. nupkg.Entries.Select(entry => entry.FullName)];
        using (Stream nuspec = nupkg.GetEntry($"{id}.nuspec")!.Open())
        {
            _metadata = XDocument.Load(nuspec).Root!.Elements().First(element => element.Name.LocalName == "metadata");
        }

        if (File.Exists(file + ".snupkg"))
        {
            using var snupkg = ZipFile.OpenRead(file + ".snupkg");
            Symbols = [.. snupkg.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal))];
        }
    }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<string> Symbols { get; } = [];

    public IReadOnlyList<string> Assemblies => [.. Files.Where(name => name.EndsWith(".dll", StringComparison.Ordinal))];

    public IReadOnlyList<string> Dependencies => [.. Versions.Keys];

    /// <summary>What it depends on, and in which versions.</summary>
    public IReadOnlyDictionary<string, string> Versions => _metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
        .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value);

    public string LicenseExpression => Element("license") is { } license && license.Attribute("type")?.Value == "expression" ? license.Value : "";

    public string Text(string name) => Element(name)?.Value ?? "";

    private XElement? Element(string name) => _metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);
}
