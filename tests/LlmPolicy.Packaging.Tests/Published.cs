using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

/// <summary>What dotnet publish takes along of the folder policies/.</summary>
[Collection(nameof(FreshApps))]
public sealed class Published(FreshApps apps)
{
    [Fact]
    public async Task The_manifests_are_there_and_the_app_starts_with_them()
    {
        string folder = await apps.PublishAsync("Guard", "as-it-is");

        Manifests(folder).ShouldBe(Manifests(Path.Combine(Repository.Sample)));
        await using var app = FreshApps.StartPublished("Guard", folder);
        using HttpClient client = new() { BaseAddress = new Uri(await app.LineAsync("      Now listening on: ")) };
        (await client.PostAsync("/huggingface-gloo-gw", null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_property_leaves_them_out() =>
        Directory.Exists(Path.Combine(await apps.PublishAsync("Guard", "opted-out", "-p:LlmPolicyPublishPolicies=false"), "policies")).ShouldBeFalse();

    [Fact]
    public async Task YAML_YML_and_JSON_are_taken_each_once_and_an_apps_own_word_on_a_file_stays()
    {
        string folder = await apps.PublishAsync("Kinds", "of-all-kinds");

        Manifests(folder).ShouldContain("more.yml");
        Manifests(folder).ShouldContain("more.json");
        Manifests(folder).ShouldNotContain("notes.txt");
        Manifests(folder).ShouldNotContain("kept.yaml");
    }

    private static IReadOnlyList<string> Manifests(string folder) =>
        [.. Directory.GetFiles(Path.Combine(folder, "policies")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
