using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

[Collection(nameof(FreshApps))]
public sealed class A_guard_in_an_empty_project(A_guard_in_an_empty_project.App app) : IClassFixture<A_guard_in_an_empty_project.App>
{
    [Fact]
    public async Task A_request_without_a_token_gets_401() =>
        (await app.AskAsync("/huggingface-gloo-gw", null)).ShouldBe(new Answer(401, "Jwt is missing"));

    [Fact]
    public async Task The_labs_token_reaches_the_endpoint_and_is_taken_off() =>
        (await app.AskAsync("/huggingface-gloo-gw", FreshApps.LabToken)).ShouldBe(new Answer(200, "saw no token"));

    [Theory]
    [InlineData("/elsewhere")]
    [InlineData("/nowhere")]
    public async Task A_path_without_a_route_gets_404(string path) =>
        (await app.AskAsync(path, FreshApps.LabToken)).Status.ShouldBe(404);

    public sealed class App(FreshApps apps) : StartedApp(apps, "Guard");
}
