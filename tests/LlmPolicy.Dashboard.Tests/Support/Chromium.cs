using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(LlmPolicy.Dashboard.Support.Chromium))]

namespace LlmPolicy.Dashboard.Support;

/// <summary>The machine's own Chromium, driven by Playwright: <c>CHROMIUM</c> names it, else it is looked for on the path. Without one a test is skipped.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        }
    }

    /// <summary>A page of its own, which fails the test with whatever the browser complains of.</summary>
    internal async Task<BrowserPage> OpenAsync(string address, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium here: install it, or name it in CHROMIUM.");
        return await BrowserPage.OpenAsync(_browser!, address, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
