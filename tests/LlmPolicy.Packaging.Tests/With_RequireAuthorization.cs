using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

[Collection(nameof(FreshApps))]
public sealed class With_RequireAuthorization(With_RequireAuthorization.App app) : IClassFixture<With_RequireAuthorization.App>
{
    [Theory]
    [InlineData("/huggingface-gloo-gw")]
    [InlineData("/huggingface-gloo-gw/data")]
    [InlineData("/huggingface-gloo-gw/finance")]
    public async Task Without_a_token_the_answer_is_the_policys_401(string path) =>
        (await app.AskAsync(path, null)).ShouldBe(new Answer(401, "Jwt is missing"));

    [Fact]
    public async Task The_caller_is_the_one_whom_the_policy_verified() =>
        (await app.AskAsync("/huggingface-gloo-gw", FreshApps.LabToken)).ShouldBe(new Answer(200, "solo-workshop by LlmPolicy"));

    [Fact]
    public async Task A_claim_that_the_token_has_lets_pass() =>
        (await app.AskAsync("/huggingface-gloo-gw/data", FreshApps.LabToken)).ShouldBe(new Answer(200, "solo-workshop by LlmPolicy"));

    [Fact]
    public async Task A_claim_that_the_token_lacks_is_403() =>
        (await app.AskAsync("/huggingface-gloo-gw/finance", FreshApps.LabToken)).Status.ShouldBe(403);

    public sealed class App(FreshApps apps) : StartedApp(apps, "Authorization");
}
