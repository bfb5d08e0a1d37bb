using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LlmPolicy.Dashboard.Support;

/// <summary>The page in a browser.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private BrowserPage(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>What the browser complains of: a script that failed, a policy that was broken.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    public static async Task<BrowserPage> OpenAsync(IBrowser browser, string address, BrowserNewContextOptions? options)
    {
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        context.SetDefaultTimeout(60_000);
        BrowserPage opened = new(context, await context.NewPageAsync());
        opened.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                opened.Complaints.Enqueue(message.Text);
            }
        };
        opened.Page.PageError += (_, error) => opened.Complaints.Enqueue(error);
        await opened.Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        return opened;
    }

    /// <summary>Waits until decisions come as they are made.</summary>
    public async Task<BrowserPage> LiveAsync()
    {
        await Assertions.Expect(Page.Locator("#live")).ToContainTextAsync("Live.", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        return this;
    }

    public ILocator Rows => Page.Locator("#list > li");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
