using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

[Collection(nameof(FreshApps))]
public sealed class Through_WebApplicationFactory(FreshApps apps)
{
    [Fact]
    public async Task The_guards_own_test_project_passes()
    {
        string output = await apps.TestAsync("Guard.Tests");

        output.ShouldMatch(@"Passed!\s+- Failed:\s+0, Passed:\s+3, Skipped:\s+0");
    }
}
