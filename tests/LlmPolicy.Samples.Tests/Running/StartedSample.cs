namespace LlmPolicy.Samples.Running;

/// <summary>One way to start the sample, shared by the tests of a class.</summary>
public abstract class StartedSample : IAsyncLifetime
{
    private RunningGateway? _gateway;

    /// <summary>Why this way can't be taken on this machine; null: it can.</summary>
    protected virtual string? Missing => null;

    internal RunningGateway Gateway
    {
        get
        {
            Assert.SkipWhen(Missing is not null, Missing ?? "");
            return _gateway!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Missing is null)
        {
            _gateway = await RunningGateway.FromAsync(await StartAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        Clean();
    }

    internal abstract Task<ChildProcess> StartAsync();

    protected virtual void Clean()
    {
    }
}
