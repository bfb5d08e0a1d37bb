using LlmPolicy.Limits;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Secrets;

/// <summary>
/// One secret of one <see cref="ISecretSource"/>: one question at a time, asked anew while the former answer is still good. A failure is
/// not kept.
/// </summary>
internal sealed class CachedSecret(ISecretSource source, ResourceName name, TimeProvider time, ILogger logger)
{
    /// <summary>How long an answer holds that does not say when it expires.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly CallLimit _limit = new(time);
    private readonly Lock _gate = new();
    private volatile Answer? _answer;
    private Task<Answer>? _asking;

    /// <summary>How old the secret is that is in use; null if there is none.</summary>
    public TimeSpan? Age => _answer is { Secret: not null } answer ? time.GetElapsedTime(answer.Asked) : null;

    /// <summary>The secret; null if the source does not know it.</summary>
    /// <exception cref="Exception">The source failed.</exception>
    public async ValueTask<HeaderSecret?> GetAsync(CancellationToken cancellationToken)
    {
        var answer = _answer;
        if (answer is null || IsOver(answer))
        {
            answer = await Ask(answer).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (time.GetElapsedTime(answer.Asked) >= answer.GoodFor * 0.8)
        {
            // Renewed in the last fifth.
            _ = Ask(answer);
        }

        return answer.Secret;
    }

    /// <summary>How long it has been kept is counted, whatever becomes of the clock; but a clock that has reached the secret's own end is believed.</summary>
    private bool IsOver(Answer answer) =>
        time.GetElapsedTime(answer.Asked) >= answer.GoodFor || answer.Secret?.ExpiresAt <= time.GetUtcNow();

    /// <summary>An answer newer than the one that was seen.</summary>
    private Task<Answer> Ask(Answer? seen)
    {
        lock (_gate)
        {
            return _answer is { } newer && !ReferenceEquals(newer, seen) ? Task.FromResult(newer) : _asking ??= Task.Run(AskAsync);
        }
    }

    private async Task<Answer> AskAsync()
    {
        try
        {
            return await AskSourceAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // By now the question is over: who reads this and asks, asks anew. The message may hold what the source read.
            Log.SecretSourceFailed(logger, name, e.GetType());
            throw;
        }
    }

    private async Task<Answer> AskSourceAsync()
    {
        try
        {
            long asked = time.GetTimestamp();
            var now = time.GetUtcNow();
            var secret = await _limit.RunAsync(limit => source.GetAsync(name, limit).AsTask()).ConfigureAwait(false);
            return _answer = new Answer(secret, asked, secret?.ExpiresAt is { } end ? end - now : Lifetime);
        }
        finally
        {
            lock (_gate)
            {
                _asking = null;
            }
        }
    }

    private sealed record Answer(HeaderSecret? Secret, long Asked, TimeSpan GoodFor);
}
