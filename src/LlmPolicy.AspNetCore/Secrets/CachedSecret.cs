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

    /// <summary>How long a source may take, and a request wait for it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile Answer? _answer;
    private Task<Answer>? _asking;

    /// <summary>The secret; null if the source does not know it.</summary>
    /// <exception cref="Exception">The source failed.</exception>
    public async ValueTask<HeaderSecret?> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var answer = _answer;
        if (answer is null || now >= answer.GoodUntil)
        {
            answer = await Ask(answer).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (now >= answer.RenewAt)
        {
            _ = Ask(answer);
        }

        return answer.Secret;
    }

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
            using CancellationTokenSource limit = new(Limit, time);
            var asked = time.GetUtcNow();
            var secret = await source.GetAsync(name, limit.Token).AsTask().WaitAsync(Limit, time, CancellationToken.None).ConfigureAwait(false);
            var goodUntil = secret?.ExpiresAt ?? asked + Lifetime;
            // Renewed in the last fifth.
            return _answer = new Answer(secret, goodUntil, goodUntil - ((goodUntil - asked) / 5));
        }
        catch (Exception e)
        {
            // The message may hold what the source read.
            Log.SecretSourceFailed(logger, name, e.GetType());
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _asking = null;
            }
        }
    }

    private sealed record Answer(HeaderSecret? Secret, DateTimeOffset GoodUntil, DateTimeOffset RenewAt);
}
