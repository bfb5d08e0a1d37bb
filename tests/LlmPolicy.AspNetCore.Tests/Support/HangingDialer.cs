using System.Net.Sockets;
using LlmPolicy.Connections;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Connects to nobody: what it is asked for hangs, until a test has it refused.</summary>
internal sealed class HangingDialer : IUpstreamDialer
{
    private readonly TaskCompletionSource _dialed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Over once it was asked for a connection.</summary>
    public Task Dialed => _dialed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        _dialed.TrySetResult();
        await _refused.Task.WaitAsync(cancellationToken);
        throw new SocketException((int)SocketError.ConnectionRefused);
    }

    public void Refuse() => _refused.SetResult();
}
