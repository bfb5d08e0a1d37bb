using LlmPolicy.Packaging.Deploying;
using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

/// <summary>The template's, held against what its own commands publish. No image is built.</summary>
[Collection(nameof(CreatedGateway))]
public sealed class Its_Dockerfile(CreatedGateway gateway)
{
    private readonly Dockerfile _dockerfile = gateway.Dockerfile;

    [Fact]
    public void Copies_what_its_first_stage_has_published_into_an_image_without_a_shell()
    {
        _dockerfile.Stages.ShouldBe(["mcr.microsoft.com/dotnet/sdk:10.0-noble AS build", "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra"]);
        _dockerfile.All("COPY")[^1].ShouldBe($"--from=build {_dockerfile.PublishedTo} .");
    }

    [Fact]
    public void Runs_a_program_that_is_published()
    {
        _dockerfile.Entrypoint.ShouldBe(["dotnet", "MyGateway.dll"]);
        File.Exists(Path.Combine(gateway.Published, _dockerfile.Entrypoint[1])).ShouldBeTrue();
        File.Exists(Path.Combine(gateway.Published, Path.ChangeExtension(_dockerfile.Entrypoint[1], ".runtimeconfig.json"))).ShouldBeTrue();
    }

    [Fact]
    public void Names_the_port_and_the_user_of_the_image_it_is_made_from()
    {
        _dockerfile.Last("EXPOSE").ShouldBe("8080");
        _dockerfile.Last("USER").ShouldBe("$APP_UID");
    }

    [Fact]
    public void Is_not_given_keys_or_tokens()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(gateway.Project, ".dockerignore"));
        ignored.ShouldContain("cases/");
        ignored.ShouldContain("appsettings.Development.json");
        // Neither would be in the way of the commands: they name only what is sent.
        foreach (string sent in (string[])["Program.cs", "MyGateway.csproj", "appsettings.json", "policies/"])
        {
            ignored.ShouldNotContain(sent);
        }
    }

    [Fact]
    public void Finds_the_policy_among_what_is_published() =>
        Directory.GetFiles(Path.Combine(gateway.Published, "policies")).Select(Path.GetFileName).ShouldBe(["upstream.yaml", "virtualservice.yaml"], ignoreOrder: true);
}
