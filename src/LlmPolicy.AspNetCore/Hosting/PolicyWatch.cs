using LlmPolicy.Limits;
using LlmPolicy.Manifests;
using LlmPolicy.Status;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Hosting;

/// <summary>
/// Waits for another policy. What is read is compared, not file times or events: that holds for symbolic links swapped by Kubernetes and
/// for network drives, too.
/// </summary>
internal sealed class PolicyWatch(
    PolicyInputReader inputs, PolicyLoader loader, IEnumerable<IPolicyHost> hosts, ReloadHistory reloads, TimeProvider time, ILogger<PolicyWatch> logger)
{
    private readonly CallLimit _limit = new(time);
    private string? _problem;

    /// <summary>The next generation that loads and that all hosts are ready for. What does not load is logged, once.</summary>
    public async Task<PolicyGeneration> NextAsync(PolicyGeneration current, CancellationToken stop)
    {
        PolicyInputs judged = current.Inputs;
        PolicyInputs? changed = null;
        while (true)
        {
            await WaitAsync(judged.Options.ReloadInterval, stop).ConfigureAwait(false);
            if (await ReadAsync().ConfigureAwait(false) is not { } read)
            {
                changed = null;
            }
            else if (read.Matches(judged))
            {
                changed = null;
                if (ReferenceEquals(judged, current.Inputs))
                {
                    reloads.IsCurrent();
                }
            }
            else if (changed is null || !read.Matches(changed))
            {
                // Someone may still be writing: it has to stand still for once.
                changed = read;
            }
            else if (await PrepareAsync(judged = read, current, stop).ConfigureAwait(false) is { } next)
            {
                return next;
            }
        }
    }

    private async Task WaitAsync(TimeSpan interval, CancellationToken stop) =>
        await Task.Delay(interval > TimeSpan.Zero ? interval : Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(false);

    private async Task<PolicyInputs?> ReadAsync()
    {
        try
        {
            var read = await _limit.RunAsync(_ => Task.FromResult(inputs.Read())).ConfigureAwait(false);
            _problem = null;
            return read;
        }
        catch (TimeoutException)
        {
            Report(new LlmPolicyException($"The manifests can't be read within {CallLimit.Longest.TotalSeconds} s: a file, or the drive it is on, does not respond."));
            return null;
        }
        catch (Exception e)
        {
            Report(e);
            return null;
        }
    }

    private async Task<PolicyGeneration?> PrepareAsync(PolicyInputs read, PolicyGeneration current, CancellationToken stop)
    {
        try
        {
            var next = loader.Load(read);
            next.RemoteKeys.Adopt(current.RemoteKeys);
            foreach (var host in hosts)
            {
                await host.PrepareAsync(next.Policy, stop).ConfigureAwait(false);
            }

            return next;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            Report(e);
            return null;
        }
    }

    private void Report(Exception e)
    {
        if (_problem != e.Message)
        {
            _problem = e.Message;
            reloads.Reject(e);
            Log.NotReloaded(logger, e.Message);
        }
    }
}
