using System.Net.ServerSentEvents;

namespace LlmPolicy.Dashboard.Support;

/// <summary>The stream of decisions as a browser's script reads it.</summary>
internal sealed class DecisionEvents : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private DecisionEvents(HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> items) => (_response, _items) = (response, items);

    /// <summary>Opens it, and waits until it has begun.</summary>
    public static async Task<DecisionEvents> OpenAsync(DashboardApp app, string path = "/llmpolicy/events")
    {
        var response = await app.OpenAsync(path);
        response.EnsureSuccessStatusCode();
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        DecisionEvents events = new(response, SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken));
        (await events.NextAsync())!.Value.EventType.ShouldBe("begun");
        return events;
    }

    public HttpResponseMessage Response => _response;

    /// <summary>The next event; null once the stream is over.</summary>
    public async Task<SseItem<string>?> NextAsync() =>
        await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken) ? _items.Current : null;

    /// <summary>The next row that says this.</summary>
    public async Task<string> RowAsync(string text)
    {
        while (await NextAsync() is { } item)
        {
            if (item.EventType == "decision" && item.Data.Contains(text, StringComparison.Ordinal))
            {
                return item.Data;
            }
        }

        throw new EndOfStreamException($"No row says {text}.");
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
