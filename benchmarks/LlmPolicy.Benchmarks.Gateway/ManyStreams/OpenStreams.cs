using LlmPolicy.Benchmarks.Gateway.Streaming;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>Streams that are open at once, each on a connection of its own.</summary>
internal sealed class OpenStreams : IDisposable
{
    // More at a time would overflow a server's queue of connections, and wait for TCP to ask again.
    private const int OpenedAtOnce = 64;

    private readonly HttpClient _client = new();
    private readonly ClientStream[] _streams;

    private OpenStreams(int count) => _streams = new ClientStream[count];

    /// <summary>Opens them. Each has its first chunk then.</summary>
    public static async Task<OpenStreams> OpenAsync(Uri gateway, int count)
    {
        OpenStreams streams = new(count);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = OpenedAtOnce };
        await Parallel.ForAsync(
            0, count, parallel, async (i, _) => streams._streams[i] = await ClientStream.OpenAsync(streams._client, gateway));
        return streams;
    }

    /// <summary>Waits until each has had several chunks.</summary>
    public Task SettleAsync() => Task.WhenAll(_streams.Select(stream => stream.SettleAsync()));

    /// <summary>Waits until the provider has ended them.</summary>
    /// <returns>The words of each.</returns>
    public Task<IReadOnlyList<StreamedEvent>[]> EndAsync() => Task.WhenAll(_streams.Select(stream => stream.EndAsync()));

    public void Dispose() => _client.Dispose();
}
