using LlmPolicy.Packaging.Packing;

namespace LlmPolicy.Packaging;

public sealed class Packages(PackedFeed feed)
{
    public static TheoryData<string> All => [.. PackedFeed.Ids];

    public static TheoryData<string> Libraries => [.. PackedFeed.Ids.Where(id => id is not ("LlmPolicy" or "LlmPolicy.Tool" or "LlmPolicy.Templates"))];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_has_its_readme_and_an_MIT_licence(string id)
    {
        Package package = feed.Open(id);

        package.Text("readme").ShouldBe("README.md");
        package.Files.ShouldContain("README.md");
        package.LicenseExpression.ShouldBe("MIT");
        package.Text("version").ShouldBe(feed.Version);
        package.Text("description").ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Each_library_has_one_assembly_its_documentation_and_symbols(string id)
    {
        Package package = feed.Open(id);

        package.Assemblies.ShouldBe([$"lib/net10.0/{id}.dll"]);
        package.Files.ShouldContain($"lib/net10.0/{id}.xml");
        package.Symbols.ShouldBe([$"lib/net10.0/{id}.pdb"]);
    }

    [Fact]
    public void The_guard_tells_the_SDK_of_whoever_has_it_in_the_end_what_to_publish() =>
        feed.Open("LlmPolicy.AspNetCore").Files.ShouldContain("buildTransitive/LlmPolicy.AspNetCore.targets");

    [Theory]
    [InlineData("LlmPolicy")]
    [InlineData("LlmPolicy.Templates")]
    public void Those_that_hold_no_code_hold_none(string id)
    {
        Package package = feed.Open(id);

        package.Assemblies.ShouldBeEmpty();
        package.Symbols.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("LlmPolicy", "LlmPolicy.AspNetCore", "LlmPolicy.Yarp")]
    [InlineData("LlmPolicy.Core", "BitFaster.Caching", "YamlDotNet")]
    [InlineData("LlmPolicy.AspNetCore", "LlmPolicy.Core")]
    [InlineData("LlmPolicy.Yarp", "LlmPolicy.AspNetCore", "Polly.Core", "Yarp.ReverseProxy")]
    [InlineData("LlmPolicy.EdDsa", "BouncyCastle.Cryptography", "LlmPolicy.AspNetCore")]
    [InlineData("LlmPolicy.Extensions.AI", "LlmPolicy.AspNetCore", "Microsoft.Extensions.AI")]
    [InlineData("LlmPolicy.IdentityModel", "LlmPolicy.AspNetCore", "Microsoft.IdentityModel.Protocols.OpenIdConnect")]
    [InlineData("LlmPolicy.Tokenizers", "LlmPolicy.AspNetCore", "Microsoft.ML.Tokenizers", "Microsoft.ML.Tokenizers.Data.O200kBase")]
    [InlineData("LlmPolicy.Redis", "LlmPolicy.AspNetCore", "Polly.Core", "StackExchange.Redis")]
    [InlineData("LlmPolicy.Sqlite", "LlmPolicy.AspNetCore", "Microsoft.Data.Sqlite")]
    [InlineData("LlmPolicy.Testing", "Fare", "LlmPolicy.AspNetCore", "Microsoft.AspNetCore.Mvc.Testing", "Microsoft.IdentityModel.JsonWebTokens")]
    [InlineData("LlmPolicy.Tool")]
    [InlineData("LlmPolicy.Templates")]
    public void Each_depends_on_no_more_than_it_needs(string id, params string[] dependencies) =>
        feed.Open(id).Dependencies.ShouldBe(dependencies, ignoreOrder: true);

    [Fact]
    public void Each_asks_for_exactly_its_own_version_of_the_others()
    {
        var asked = PackedFeed.Ids.SelectMany(id => feed.Open(id).Versions).Where(dependency => PackedFeed.Ids.Contains(dependency.Key)).ToList();

        asked.Count.ShouldBeGreaterThan(4);
        asked.ShouldAllBe(dependency => dependency.Value == $"[{feed.Version}]");
    }

    [Fact]
    public void The_tool_is_one_and_brings_what_it_needs_and_no_more()
    {
        Package package = feed.Open("LlmPolicy.Tool");

        package.Files.ShouldContain("tools/net10.0/any/DotnetToolSettings.xml");
        package.Assemblies.ShouldContain("tools/net10.0/any/LlmPolicy.Tool.dll");
        package.Assemblies.ShouldContain("tools/net10.0/any/LlmPolicy.Core.dll");
        package.Files.ShouldAllBe(name => !name.Contains("/refs/", StringComparison.Ordinal));
    }

    [Fact]
    public void None_depends_on_IdentityModel_but_those_that_sign_tokens_or_take_its_keys() =>
        PackedFeed.Ids.Where(id => feed.Open(id).Dependencies.Any(name => name.StartsWith("Microsoft.IdentityModel.", StringComparison.Ordinal)))
            .ShouldBe(["LlmPolicy.IdentityModel", "LlmPolicy.Testing"]);
}
