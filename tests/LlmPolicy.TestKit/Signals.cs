using Xunit;

namespace LlmPolicy.TestKit;

/// <summary>Lets a test wait for what others tell, without polling.</summary>
public sealed class Signals
{
    /// <summary>What has not come by then never will: a failure, not a measure.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something has changed.</summary>
    public void Tell() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            var next = _next.Task;
            if (condition())
            {
                return;
            }

            await next.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        }
    }
}
