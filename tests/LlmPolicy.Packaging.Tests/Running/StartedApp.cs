namespace LlmPolicy.Packaging.Running;

/// <summary>One of the fresh apps, started for the tests of a class.</summary>
public abstract class StartedApp(FreshApps apps, string name) : IAsyncLifetime
{
    private ChildProcess? _process;
    private HttpClient? _client;

    protected virtual IReadOnlyList<string> Arguments => [];

    public virtual async ValueTask InitializeAsync()
    {
        _process = apps.Start(name, Arguments);
        try
        {
            _client = new HttpClient { BaseAddress = new Uri(await _process.LineAsync("      Now listening on: ")) };
        }
        catch
        {
            await _process.DisposeAsync();
            throw;
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <summary>The lab's request, as curl -d sends it; without a token, no Authorization.</summary>
    internal Task<Answer> AskAsync(string path, string? token) => LabRequest.AskAsync(_client!, token, path);
}
