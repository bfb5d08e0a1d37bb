using System.Net;
using LlmPolicy.Packaging.Packing;
using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

[Collection(nameof(CreatedGateway))]
public sealed class A_project_of_the_template(PackedFeed feed, CreatedGateway gateway)
{
    [Fact]
    public void Is_named_as_was_asked_and_refers_to_the_packages_of_its_template()
    {
        string[] files =
        [
            .. Directory.GetFiles(gateway.Project, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(gateway.Project, file))
                .Where(file => file.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")).Order(StringComparer.Ordinal),
        ];

        files.ShouldBe(
        [
            ".config/dotnet-tools.json", ".dockerignore", ".gitignore", "Dockerfile", "MyGateway.csproj", "Program.cs", "Properties/launchSettings.json", "README.md",
            "appsettings.Development.json", "appsettings.json",
            "cases/cases.yaml", "cases/lab-token.txt", "cases/secret.yaml",
            "kubernetes/deployment.yaml", "kubernetes/disruption.yaml", "kubernetes/network.yaml", "kubernetes/service.yaml",
            "kustomization.yaml", "policies/upstream.yaml", "policies/virtualservice.yaml",
        ]);
        string all = string.Concat(files.Select(file => File.ReadAllText(Path.Combine(gateway.Project, file))));
        all.ShouldNotContain("Company.Gateway1");
        all.ShouldNotContain("_VERSION");
        File.ReadAllText(Path.Combine(gateway.Project, "MyGateway.csproj")).ShouldContain($"""Include="LlmPolicy" Version="{feed.Version}" """);
    }

    [Fact]
    public async Task Asks_for_a_token_and_puts_the_providers_key_in_its_place()
    {
        await using var provider = await EchoProvider.StartAsync();
        await using var process = gateway.Start(
            ("LlmPolicy__Upstreams__default__huggingface-router", provider.Address),
            ("LlmPolicy__Secrets__default__hftoken__Authorization", "Bearer hf_one"));
        using HttpClient client = new() { BaseAddress = new Uri(await process.LineAsync("      Now listening on: ")) };

        (await LabRequest.AskAsync(client, null)).ShouldBe(new Answer(401, "Jwt is missing"));
        provider.Received.ShouldBeEmpty();

        (await LabRequest.AskAsync(client, FreshApps.LabToken)).ShouldBe(new Answer(200, "an answer"));
        ReceivedRequest received = provider.Received.ShouldHaveSingleItem();
        received.Target.ShouldBe("/v1/chat/completions");
        received.Host.ShouldBe("router.huggingface.co");
        received.Headers["Authorization"].ShouldBe("Bearer hf_one");
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Says_that_it_is_well_whatever_host_is_asked_for(string path)
    {
        // Without a provider's key too: what it is in Development is none.
        await using var process = gateway.Start(("ASPNETCORE_ENVIRONMENT", "Development"));
        using HttpClient client = new() { BaseAddress = new Uri(await process.LineAsync("      Now listening on: ")) };
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { Host = "10.0.0.7:8080" } };

        using var response = await client.SendAsync(request);

        (response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task Has_cases_that_pass_and_reach_every_rule_of_its_policy()
    {
        await gateway.DotnetAsync("tool", "restore");

        string output = await gateway.DotnetAsync("llmpolicy", "test", "cases/cases.yaml");

        output.ShouldContain("8 passed, 0 failed; 8 of 8 rules reached");
    }
}
