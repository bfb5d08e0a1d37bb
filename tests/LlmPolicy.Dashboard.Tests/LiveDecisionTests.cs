using LlmPolicy.Dashboard.Support;
using Microsoft.Playwright;

namespace LlmPolicy.Dashboard;

/// <summary>Decisions as an operator sees them come, in a browser.</summary>
public sealed class LiveDecisionTests(Chromium chromium)
{
    [Fact]
    public async Task The_labs_401_200_and_403_appear_as_they_happen_and_each_is_explained_with_the_manifests_line()
    {
        await using var app = await DashboardApp.StartAsync(Lab.Setup());
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();

        (await Lab.Send401Async(app)).Status.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        await ExpectAsync(browser, "401", "jwt.missing", "policies/virtualservice.yaml(12,13)", "answered with 401: jwt.missing");
        (await Lab.Send200Async(app)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await ExpectAsync(browser, "200", "forwarded", "policies/virtualservice.yaml(41,17)", "policy viewer");
        (await Lab.Send403Async(app)).Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        await ExpectAsync(browser, "403", "rbac.denied", "policies-own/virtualservice.yaml", "no policy allows");

        await Assertions.Expect(browser.Rows).ToHaveCountAsync(3);
        browser.Complaints.ShouldBeEmpty();
    }

    /// <summary>The newest row says this; and once it is unfolded, so do its steps, one of which has this place.</summary>
    private static async Task ExpectAsync(BrowserPage browser, string status, string reason, string place, string step)
    {
        var row = browser.Rows.First;
        await Assertions.Expect(row.Locator(".status")).ToHaveTextAsync(status, new() { Timeout = 60_000 });
        await Assertions.Expect(row.Locator(".why code").First).ToHaveTextAsync(reason);
        await Assertions.Expect(row.Locator(".what")).ToContainTextAsync(Lab.Path);
        await row.Locator("summary").ClickAsync();
        var told = row.Locator(".steps > li").Filter(new() { HasText = step });
        await Assertions.Expect(told.First).ToBeVisibleAsync();
        await Assertions.Expect(told.Locator(".place").First).ToContainTextAsync(place);
        await row.Locator("summary").ClickAsync();
    }
}
