using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LlmPolicy.Dashboard.Support;
using Microsoft.Playwright;

namespace LlmPolicy.Dashboard;

/// <summary>How the page looks, from a phone to a wide screen, light and dark, with nothing in it and with too much. <c>LLMPOLICY_SCREENSHOTS</c> names a folder for pictures of all of it.</summary>
public sealed class LookTests(Chromium chromium)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("LLMPOLICY_SCREENSHOTS");

    public static TheoryData<string> All => [.. Scenes.Names];

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_fits_every_width_has_no_fault_that_axe_knows_and_breaks_no_policy(string scene)
    {
        string folder = Directory.CreateTempSubdirectory("llmpolicy-").FullName;
        try
        {
            await using var app = await Scenes.StartAsync(scene, folder);
            await using var browser = await (await chromium.OpenAsync(app.Page)).LiveAsync();
            await Scenes.PlayAsync(scene, app, folder);
            await browser.Page.ReloadAsync();
            await browser.LiveAsync();
            if (await browser.Rows.CountAsync() > 0)
            {
                await browser.Rows.First.Locator("summary").ClickAsync();
            }

            if (await browser.Page.Locator("#candidate summary").CountAsync() > 0)
            {
                await browser.Page.Locator("#candidate summary").First.ClickAsync();
            }

            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await browser.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                foreach (int width in new[] { 1440, 768, 320 })
                {
                    await browser.Page.SetViewportSizeAsync(width, 900);
                    await PictureAsync(browser, $"{scene}-{scheme}-{width}".ToLowerInvariant());
                    (await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
                }

                Faults(await browser.Page.RunAxe()).ShouldBeEmpty();
            }

            browser.Complaints.ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Faults(AxeResult result) => result.Violations.Select(fault => $"{fault.Id}: {fault.Help}: {string.Join("; ", fault.Nodes.Select(node => node.Html))}");

    private static async Task PictureAsync(BrowserPage browser, string name)
    {
        if (Pictures is not null)
        {
            await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryRoot.PathOf(Pictures), $"dashboard-{name}.png"), FullPage = true });
        }
    }
}
