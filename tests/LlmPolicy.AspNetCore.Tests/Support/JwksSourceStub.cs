using System.Text;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A source of an app's own that answers what a test says.</summary>
internal sealed class JwksSourceStub(Func<CancellationToken, ValueTask<string>> answer) : IJwksSource
{
    private int _asked;

    public JwksSourceStub(params TestKey[] keys) : this(_ => new(TestKey.Set(keys)))
    {
    }

    /// <summary>What it answers.</summary>
    public Func<CancellationToken, ValueTask<string>> Answer { private get; set; } = answer;

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Encoding.UTF8.GetBytes(await Answer(cancellationToken));
    }
}
