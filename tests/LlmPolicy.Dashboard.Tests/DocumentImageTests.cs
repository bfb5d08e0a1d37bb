using LlmPolicy.Dashboard.Support;
using Microsoft.Playwright;

namespace LlmPolicy.Dashboard;

/// <summary>The pictures of docs/dashboard.md. <c>LLMPOLICY_IMAGES=write</c> takes them anew.</summary>
public sealed class DocumentImageTests(Chromium chromium)
{
    private static readonly Dictionary<string, (ColorScheme Scheme, int Width)> Images = new()
    {
        ["dashboard-light.png"] = (ColorScheme.Light, 1280),
        ["dashboard-dark.png"] = (ColorScheme.Dark, 1280),
        ["dashboard-narrow.png"] = (ColorScheme.Light, 390),
    };

    [Fact]
    public async Task Those_that_the_document_shows_are_there_and_no_others()
    {
        if (Environment.GetEnvironmentVariable("LLMPOLICY_IMAGES") == "write")
        {
            await WriteAsync();
        }

        string document = File.ReadAllText(RepositoryRoot.PathOf("docs", "dashboard.md"));
        Directory.GetFiles(RepositoryRoot.PathOf("docs", "images"), "dashboard-*").Select(Path.GetFileName).ShouldBe(Images.Keys, ignoreOrder: true);
        Images.Keys.ShouldAllBe(image => document.Contains($"](images/{image})", StringComparison.Ordinal));
    }

    private async Task WriteAsync()
    {
        string folder = Directory.CreateDirectory(RepositoryRoot.PathOf("docs", "images")).FullName;
        await using var app = await Scenes.StartAsync("lab", folder);
        await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();
        await Scenes.PlayAsync("lab", app, folder);
        await Assertions.Expect(browser.Rows).ToHaveCountAsync(4, new() { Timeout = 60_000 });
        await browser.Page.ReloadAsync();
        await browser.LiveAsync();
        await browser.Rows.First.Locator("summary").ClickAsync();
        await Assertions.Expect(browser.Rows.First.Locator(".status")).ToHaveTextAsync("403");
        foreach (var (image, (scheme, width)) in Images)
        {
            await browser.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await browser.Page.SetViewportSizeAsync(width, 900);
            await browser.Page.EvaluateAsync("scrollTo(0, 0); document.activeElement.blur()");
            await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, image) });
        }
    }
}
