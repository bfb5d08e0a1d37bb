using System.Globalization;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace LlmPolicy.Redis;

/// <summary>Calls of scripts: each with a deadline, none while the breaker is open, and no exception but an answer that says why there is none.</summary>
internal sealed class RedisCalls : IDisposable
{
    private const int Schema = 1;

    private const long Unknown = long.MinValue;

    private readonly IConnectionMultiplexer _connection;
    private readonly RedisKeys _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ResiliencePipeline _breaker;
    private readonly Outages _outages;
    private readonly ServerSettings _settings;

    /// <summary>Redis's time less this process's, of the last answer; unknown until the schema was looked at, and again when a connection is new.</summary>
    private long _ahead = Unknown;

    public RedisCalls(IConnectionMultiplexer connection, RedisKeys keys, RedisBudgetOptions options, TimeProvider time, ILogger logger)
    {
        (_connection, _keys, _time, _timeout) = (connection, keys, time, options.Timeout);
        (_outages, _settings) = (new Outages(logger), new ServerSettings(connection, logger));

        // A server that answers with an error is there: nothing that it was asked is left hanging, and it may still settle.
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(1),
                BreakDuration = options.BreakDuration,
                ShouldHandle = new PredicateBuilder().Handle<RedisConnectionException>().Handle<TimeoutException>(),
                OnOpened = opened =>
                {
                    _outages.Begin(opened.Outcome.Exception);
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    _outages.End();
                    return ValueTask.CompletedTask;
                },
            }).Build();
        connection.ConnectionRestored += Restored;
    }

    /// <summary>How long a call waits.</summary>
    public TimeSpan Timeout => _timeout;

    public bool IsDown => _outages.IsDown;

    /// <summary>Redis's time in milliseconds, as far as it is known; null if Redis can't be asked, or keeps a later schema than this one.</summary>
    public async ValueTask<long?> NowAsync(CancellationToken cancellationToken)
    {
        long ahead = Volatile.Read(ref _ahead);
        if (ahead == Unknown)
        {
            var answer = await SendAsync(Script.Schema, [_keys.Schema], [Schema], cancellationToken).ConfigureAwait(false);
            if (!answer.IsAnswer || !int.TryParse(answer.Word, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version > Schema)
            {
                return null;
            }

            ahead = answer.At - Elapsed();
            if (Interlocked.Exchange(ref _ahead, ahead) == Unknown)
            {
                _ = _settings.LookAsync();
            }
        }

        return ahead + Elapsed();
    }

    /// <summary>Runs a script once.</summary>
    public async ValueTask<RedisAnswer> CallAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        if (await NowAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            return RedisAnswer.NotRun;
        }

        var answer = await SendAsync(script, keys, arguments, cancellationToken).ConfigureAwait(false);
        if (answer.IsAnswer)
        {
            Volatile.Write(ref _ahead, answer.At - Elapsed());
        }

        return answer;
    }

    public void Dispose() => _connection.ConnectionRestored -= Restored;

    private long Elapsed() => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    private void Restored(object? sender, ConnectionFailedEventArgs e) => Volatile.Write(ref _ahead, Unknown);

    private async ValueTask<RedisAnswer> SendAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _breaker.ExecuteAsync(
                async token =>
                {
                    // The library looks at its own deadlines once a second, and can't be told to stop.
                    var call = _connection.GetDatabase().ScriptEvaluateAsync(script, keys, arguments, CommandFlags.DemandMaster);
                    _ = call.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                    return RedisAnswer.Of(await call.WaitAsync(_timeout, _time, token).ConfigureAwait(false));
                },
                cancellationToken).ConfigureAwait(false);
            _outages.Ran(script);
            return answer;
        }
        catch (Exception e) when (e is BrokenCircuitException or RedisCommandException)
        {
            return RedisAnswer.NotRun;
        }
        catch (RedisConnectionException e) when (e.CommandStatus is CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog)
        {
            return RedisAnswer.NotRun;
        }
        catch (RedisServerException e)
        {
            string code = ServerErrors.Code(e);
            _outages.Failed(script, code);
            return ServerErrors.HasNotBegun(code) ? RedisAnswer.NotRun : RedisAnswer.Unanswered;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return RedisAnswer.Unanswered;
        }
    }
}
