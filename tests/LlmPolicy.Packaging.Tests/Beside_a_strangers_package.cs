using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmPolicy.Packaging.Packing;
using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

/// <summary>The nuget.config of the readme, where another source has the same names in a higher version.</summary>
public sealed partial class Beside_a_strangers_package(PackedFeed feed) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-stranger-");

    private string Stranger => Path.Combine(_folder.FullName, "stranger");

    private (string, string)[] Environment =>
    [
        ("NUGET_PACKAGES", Path.Combine(_folder.FullName, "packages")),
    ];

    public async ValueTask InitializeAsync() => await Decoy.WriteAsync(Stranger, "LlmPolicy");

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_mapping_takes_our_package_and_without_it_the_strangers_would_come()
    {
        (await RestoredAsync("with", mapping: XElement.Parse(Documented.Xml("README.md")).Element("packageSourceMapping"))).ShouldBe(feed.Version);
        (await RestoredAsync("without", mapping: null)).ShouldBe(Decoy.Version);
    }

    private async Task<string> RestoredAsync(string name, XElement? mapping)
    {
        string folder = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(folder);
        XElement configuration = new("configuration", new XElement("packageSources", Source("llmpolicy-local", feed.Folder), Source("stranger", Stranger)));
        if (mapping is not null)
        {
            configuration.Add(await ForSourcesAsync(mapping));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), configuration.ToString());
        await File.WriteAllTextAsync(Path.Combine(folder, "App.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LlmPolicy" Version="*-*" />
              </ItemGroup>
            </Project>
            """);
        await Dotnet.RunAsync(folder, ["restore"], Environment);
        using var assets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "obj", "project.assets.json")));
        const string Id = "LlmPolicy/";
        return assets.RootElement.GetProperty("libraries").EnumerateObject().Single(library => library.Name.StartsWith(Id, StringComparison.Ordinal)).Name[Id.Length..];
    }

    private static XElement Source(string name, string folder) => new("add", new XAttribute("key", name), new XAttribute("value", folder));

    /// <summary>The element of the other source, once for each, as the readme says.</summary>
    private static async Task<XElement> ForSourcesAsync(XElement mapping)
    {
        string listed = await Dotnet.RunAsync(Path.GetTempPath(), ["nuget", "list", "source"]);
        var other = mapping.Elements().Single(e => e.Attribute("key")!.Value == "other");
        other.ReplaceWith(SourceName().Matches(listed).Select(m => m.Groups[1].Value).Append("stranger").Select(name =>
        {
            XElement copy = new(other);
            copy.SetAttributeValue("key", name);
            return copy;
        }));
        return mapping;
    }

    [GeneratedRegex(@"^ +\d+\. +(.+) \[Enabled\]", RegexOptions.Multiline)]
    private static partial Regex SourceName();
}
