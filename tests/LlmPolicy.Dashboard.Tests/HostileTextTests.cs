using LlmPolicy.Dashboard.Support;
using Microsoft.Playwright;

namespace LlmPolicy.Dashboard;

/// <summary>What a caller or a manifest says is text, whatever it looks like.</summary>
public sealed class HostileTextTests(Chromium chromium)
{
    private const string Script = "<script>document.title='broken-in'</script>";

    [Fact]
    public async Task A_path_of_markup_and_quotes_shows_as_it_was_sent()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();

        await app.GetAsync($"/v1/{Script}<img src=x onerror=alert(1)>\"'`&amp;".Replace(' ', '/'));

        await Assertions.Expect(browser.Rows.First.Locator(".what")).ToContainTextAsync($"/v1/{Script}<img/src=x/onerror=alert(1)>\"'`&amp;", new() { Timeout = 60_000 });
        await ExpectTextAloneAsync(browser);
        await browser.Page.ReloadAsync();
        await Assertions.Expect(browser.Rows.First.Locator(".what")).ToContainTextAsync($"/v1/{Script}");
        await ExpectTextAloneAsync(browser);
    }

    [Fact]
    public async Task Names_in_a_manifest_show_as_they_are_written_and_turn_no_line_round()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup(provider: $"\"{Script}\"", route: "\"<b>'route'</b>\\u202Eevil\\u0007\""));
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();

        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token("\"sub\":\"bob\"")}"));

        await browser.Rows.First.Locator("summary").ClickAsync();
        await Assertions.Expect(browser.Rows.First.Locator(".steps")).ToContainTextAsync($"provider {Script}: accepts", new() { Timeout = 60_000 });
        await Assertions.Expect(browser.Page.Locator("#routes")).ToContainTextAsync("<b>'route'</b>?evil?");
        await Assertions.Expect(browser.Page.Locator("#routes")).ToContainTextAsync(Script);
        await ExpectTextAloneAsync(browser);
    }

    [Fact]
    public async Task A_path_of_8_KiB_is_cut()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        await using var events = await DecisionEvents.OpenAsync(app);

        await app.GetAsync($"/v1/{new string('x', 8000)}");

        string row = await events.RowAsync("jwt.missing");
        row.ShouldContain("xxx…");
        row.Length.ShouldBeLessThan(6_000);
    }

    private static async Task ExpectTextAloneAsync(BrowserPage browser)
    {
        (await browser.Page.TitleAsync()).ShouldStartWith("LlmPolicy on ");
        (await browser.Page.Locator("main script, main img, main b b").CountAsync()).ShouldBe(0);
        browser.Complaints.ShouldBeEmpty();
    }
}
