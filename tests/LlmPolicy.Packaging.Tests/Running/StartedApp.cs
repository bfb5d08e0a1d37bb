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
    internal async Task<Answer> AskAsync(string path, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(
                """{"inputs": "What are the advantages of running Gloo Gateway in AWS?"}""", null, "application/x-www-form-urlencoded"),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await _client!.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
