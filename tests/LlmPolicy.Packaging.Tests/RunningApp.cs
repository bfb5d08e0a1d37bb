namespace LlmPolicy.Packaging;

/// <summary>One of the fresh apps, started as a process of its own on a free port.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private RunningApp(ChildProcess process, Uri address) => (_process, Client) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Client { get; }

    public string Output => _process.Output;

    public static async Task<RunningApp> StartAsync(Workspace workspace, string app, params string[] arguments)
    {
        string folder = Path.Combine(workspace.Apps, app);
        string program = Path.Combine(folder, "bin", "Release", "net10.0", $"{app}.dll");
        var process = ChildProcess.Start("dotnet", folder, [program, "--urls", "http://127.0.0.1:0", .. arguments]);
        return new RunningApp(process, new Uri(await process.LineAsync("      Now listening on:")));
    }

    /// <summary>The lab's request.</summary>
    public Task<HttpResponseMessage> AskAsync(string? token, string path = "/huggingface-gloo-gw")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("""{"inputs": "What are the advantages of running Gloo Gateway in AWS?"}"""),
        };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
