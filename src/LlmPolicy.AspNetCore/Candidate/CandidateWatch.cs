using LlmPolicy.Limits;
using LlmPolicy.Manifests;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Candidate;

/// <summary>
/// Reads the candidate's manifests as often as the policy's own are read, under the options of the policy in force. What does not load is a warning: neither the start nor the
/// policy in force has anything to do with it.
/// </summary>
internal sealed class CandidateWatch(CandidatePolicy candidate, PolicyLoader loader, ContentRoot root, TimeProvider time, ILogger<CandidateWatch> logger) : IDisposable
{
    private readonly CallLimit _limit = new(time);
    private CancellationTokenSource _replaced = new();
    private PolicyInputs? _judged;
    private PolicyInputs? _changed;
    private Task _following = Task.CompletedTask;

    /// <summary>Looks at the candidate until another generation is in force. Nobody waits for it.</summary>
    public void Follow(PolicyGeneration live, CancellationToken replaced) => _following = FollowAsync(_following, live, replaced);

    public void Dispose()
    {
        _replaced.Cancel();
        _replaced.Dispose();
    }

    private async Task FollowAsync(Task former, PolicyGeneration live, CancellationToken replaced)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!replaced.IsCancellationRequested)
        {
            await LookAsync(live).ConfigureAwait(false);
            if (live.Options.Candidate.Count == 0 || live.Options.ReloadInterval <= TimeSpan.Zero)
            {
                return;
            }

            await Task.Delay(live.Options.ReloadInterval, time, replaced).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(PolicyGeneration live)
    {
        if (live.Options.Candidate.Count == 0)
        {
            if (candidate.Current is not null)
            {
                await TakeOverAsync(null).ConfigureAwait(false);
            }

            _judged = _changed = null;
            return;
        }

        try
        {
            var read = await _limit.RunAsync(_ => Task.FromResult(Read(live.Options))).ConfigureAwait(false);
            if (_judged is not null && read.Matches(_judged))
            {
                _changed = null;
                if (candidate.Current?.Inputs == _judged)
                {
                    candidate.IsCurrent();
                }
            }
            else if (_judged is not null && (_changed is null || !read.Matches(_changed)))
            {
                // Someone may still be writing: it has to stand still for once.
                _changed = read;
            }
            else
            {
                _judged = read;
                var next = loader.Compile(read);
                next.RemoteKeys.Adopt(live.RemoteKeys);
                if (candidate.Current is { } former)
                {
                    next.RemoteKeys.Adopt(former.RemoteKeys);
                }

                await TakeOverAsync(next).ConfigureAwait(false);
                Report(new DiagnosticExcerpt(next.Diagnostics));
                Log.CandidateLoaded(logger, next.Policy.Generation, next.Policy.Routes.Count);
            }
        }
        catch (Exception e)
        {
            Report(e is TimeoutException ? "Its manifests can't be read: a file, or the drive it is on, does not respond." : e.Message);
        }
    }

    private PolicyInputs Read(LlmPolicyOptions options) => new([.. options.Candidate.SelectMany(path => ManifestFolder.Read(path, root.Path))], options);

    private async Task TakeOverAsync(PolicyGeneration? next)
    {
        await _replaced.CancelAsync().ConfigureAwait(false);
        _replaced.Dispose();
        _replaced = new();
        candidate.Replace(next);
        _ = next?.RemoteKeys.KeepFreshAsync(_replaced.Token);
    }

    /// <summary>By an event of its own: nobody is to take them for those of the policy in force.</summary>
    private void Report(DiagnosticExcerpt found)
    {
        foreach (var diagnostic in found.Shown)
        {
            Log.CandidateDiagnostic(logger, diagnostic.Severity == DiagnosticSeverity.Warning ? LogLevel.Warning : LogLevel.Debug, diagnostic);
        }

        if (found.More > 0)
        {
            Log.MoreCandidateDiagnostics(logger, found.More);
        }
    }

    private void Report(string problem)
    {
        if (candidate.Problem != problem)
        {
            candidate.Reject(problem);
            Log.CandidateNotLoaded(logger, problem);
        }
    }
}
