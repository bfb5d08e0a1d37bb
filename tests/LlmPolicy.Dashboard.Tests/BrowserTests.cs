using LlmPolicy.Dashboard.Support;
using Microsoft.Playwright;

namespace LlmPolicy.Dashboard;

/// <summary>The page under an operator's hands.</summary>
public sealed class BrowserTests(Chromium chromium)
{
    private static readonly LocatorAssertionsToHaveCountOptions Patient = new() { Timeout = 60_000 };

    [Fact]
    public async Task Without_script_it_shows_what_was_decided_and_answers_what_is_asked()
    {
        await using var app = await DashboardApp.StartAsync(Lab.Setup());
        await Lab.Send401Async(app);
        await using var browser = await chromium.OpenAsync(app.Page, new() { JavaScriptEnabled = false });

        await browser.Rows.First.Locator("summary").ClickAsync();
        await Assertions.Expect(browser.Rows.First.Locator(".steps")).ToContainTextAsync("answered with 401: jwt.missing");
        await Assertions.Expect(browser.Page.Locator(".controls")).ToBeHiddenAsync();
        await browser.Page.GetByLabel("A request as it is sent").FillAsync($"POST {Lab.Path} HTTP/1.1\nAuthorization: Bearer {Lab.Token}");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();

        await Assertions.Expect(browser.Page.Locator("#answer h3")).ToHaveTextAsync("forwarded");
        await Assertions.Expect(browser.Page.Locator("#request")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_line_of_curl_is_explained_in_place_and_the_list_goes_on()
    {
        await using var app = await DashboardApp.StartAsync(Lab.Setup());
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();

        await browser.Page.GetByLabel("A request as it is sent").FillAsync($"curl -i -X POST http://own.localhost{Lab.Path} -H 'Authorization: Bearer {Lab.TokenOfNoClaim}'");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();

        await Assertions.Expect(browser.Page.Locator("#answer h3")).ToHaveTextAsync("403 rbac.denied");
        await Assertions.Expect(browser.Page.Locator("#answer pre")).ToContainTextAsync("policies:");
        await Assertions.Expect(browser.Page.Locator("#answer")).ToBeFocusedAsync();
        browser.Page.Url.ShouldBe(app.Page);
        await Lab.Send401Async(app);
        await Assertions.Expect(browser.Rows).ToHaveCountAsync(1, Patient);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keyboard_unfolds_a_decision_and_leads_past_the_links()
    {
        await using var app = await DashboardApp.StartAsync(Lab.Setup());
        await Lab.Send401Async(app);
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();

        await browser.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(browser.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await browser.Rows.First.Locator("summary").FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(browser.Rows.First.Locator(".steps")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_comes_while_the_list_is_paused_is_shown_when_it_goes_on()
    {
        await using var app = await DashboardApp.StartAsync(Lab.Setup());
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        await Lab.Send401Async(app);
        await Lab.Send200Async(app);

        var goOn = browser.Page.GetByRole(AriaRole.Button, new() { Name = "Go on (2)" });
        await Assertions.Expect(goOn).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(browser.Rows).ToHaveCountAsync(0);
        await goOn.ClickAsync();
        await Assertions.Expect(browser.Rows).ToHaveCountAsync(2);
        await Assertions.Expect(browser.Rows.First.Locator(".status")).ToHaveTextAsync("200", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task The_list_is_narrowed_by_outcome_and_by_text()
    {
        await using var app = await DashboardApp.StartAsync(Lab.Setup());
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();
        await Lab.Send401Async(app);
        await Lab.Send200Async(app);
        await Lab.Send403Async(app);
        await Assertions.Expect(browser.Rows).ToHaveCountAsync(3, Patient);
        var shown = browser.Page.Locator("#list > li:visible .status");

        await browser.Page.GetByLabel("Show").SelectOptionAsync("passed");
        await Assertions.Expect(shown).ToHaveTextAsync(["200"]);
        await browser.Page.GetByLabel("Show").SelectOptionAsync("");
        await browser.Page.GetByLabel("Find in decisions").FillAsync("RBAC.");
        await Assertions.Expect(shown).ToHaveTextAsync(["403"]);
    }

    [Fact]
    public async Task Manifests_that_do_not_load_are_told_without_a_reload_of_the_page()
    {
        string folder = Directory.CreateTempSubdirectory("llmpolicy-").FullName;
        try
        {
            await using var app = await Scenes.StartAsync("errors", folder);
            await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();

            await Scenes.PlayAsync("errors", app, folder);

            await Assertions.Expect(browser.Page.Locator("#running .alert")).ToContainTextAsync("The manifests are newer than what runs.", new() { Timeout = 60_000 });
            await Assertions.Expect(browser.Page.Locator("#reloads .error").First).ToBeVisibleAsync();
            await Assertions.Expect(browser.Page.Locator("#reloads")).ToContainTextAsync("Did you mean 'prefix'?");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
