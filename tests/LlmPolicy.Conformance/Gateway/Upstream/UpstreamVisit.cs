using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>What the upstream does for one case, and what it got. Requests of another case, that come late, are not its.</summary>
internal sealed class UpstreamVisit(CaseRequest request) : IAsyncDisposable
{
    private static readonly IReadOnlyList<ScriptStep> Echo = [new ScriptStep.Echo()];

    private readonly Lock _lock = new();
    private readonly List<ReceivedRequest> _received = [];
    private readonly List<Task> _connections = [];
    private readonly CancellationTokenSource _over = new();
    private readonly string? _name = NameOf(request.Headers.Select(header => new HeaderField(header[0], header[1])));

    /// <summary>Ends what the upstream still does for it.</summary>
    public CancellationToken Over => _over.Token;

    public bool IsScripted => request.Script is not null;

    public IReadOnlyList<UpstreamRequest> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received.Select(received => received.Seen())];
            }
        }
    }

    /// <summary>Notes a request, and says what to do with it.</summary>
    public IReadOnlyList<ScriptStep> Begin(ReceivedRequest received)
    {
        if (_name is not null && NameOf(received.Headers) is { } name && name != _name)
        {
            return Echo;
        }

        lock (_lock)
        {
            _received.Add(received);
            return request.Script is not { } script ? Echo : script.Count == 0 ? [] : script[Math.Min(_received.Count, script.Count) - 1];
        }
    }

    /// <summary>Notes a connection that is the case's own until the task is over.</summary>
    public void Own(Task connection)
    {
        lock (_lock)
        {
            _connections.Add(connection);
        }
    }

    /// <summary>Ends it, and its connections: what comes next finds none of them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _over.Dispose();
    }

    private static string? NameOf(IEnumerable<HeaderField> headers) =>
        headers.FirstOrDefault(header => header.Name.Equals("x-case", StringComparison.OrdinalIgnoreCase)).Value;
}
