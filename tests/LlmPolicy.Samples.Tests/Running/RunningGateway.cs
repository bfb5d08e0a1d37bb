namespace LlmPolicy.Samples.Running;

/// <summary>The sample, started; its addresses as it printed them.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private RunningGateway(ChildProcess process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public string Authority => Client.BaseAddress!.Authority;

    public string Output => _process.Output;

    public static async Task<RunningGateway> FromAsync(ChildProcess process)
    {
        try
        {
            // Its lines come one by one: what it prints is there when the last one is.
            await process.LineAsync("Ctrl+C ends it.");
            return new RunningGateway(process, new Uri(await process.LineAsync("gateway ")));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The lab's request; without a token, no Authorization.</summary>
    public Task<HttpResponseMessage> AskAsync(string? token, string? host = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/huggingface-gloo-gw")
        {
            // As curl -d sends it.
            Content = new StringContent(
                """{"inputs": "What are the advantages of running Gloo Gateway in AWS?"}""", null, "application/x-www-form-urlencoded"),
        };
        return SendAsync(request, token, host);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? token, string? host)
    {
        request.Headers.Host = host;
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return Client.SendAsync(request);
    }

    /// <summary>The stand-in's own door, past the gateway.</summary>
    public async Task<HttpClient> StandInAsync()
    {
        string line = await _process.LineAsync("stand-in   ");
        return new HttpClient { BaseAddress = new Uri(line.Split(' ')[0]) };
    }

    public Task<string> LineAsync(string start) => _process.LineAsync(start);

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _process.DisposeAsync();
    }
}
