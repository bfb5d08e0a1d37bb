using System.Diagnostics.Metrics;
using LlmPolicy.Budgets;
using LlmPolicy.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace LlmPolicy;

/// <summary>
/// Budgets that many processes share, in Redis 6.2 and later, or Valkey. A reservation is one script for all of its charges, by Redis's time, and one round trip. What Redis does not
/// answer in time is <see cref="BudgetReserveOutcome.Unavailable"/>: the lease is cancelled as soon as Redis answers again, and by Redis itself if the reservation comes later than its
/// deadline. The end of a lease is kept and told again until Redis confirms it.
/// </summary>
public sealed class RedisBudgetStore : IBudgetStore, IAsyncDisposable
{
    /// <summary>How long the end of a lease is remembered, in milliseconds.</summary>
    private const long Remembered = 120_000;

    /// <summary>How many leases that are over are looked at in one go.</summary>
    private const int Sweep = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RedisKeys _keys;
    private readonly RedisCalls _calls;
    private readonly PendingEnds _pending;
    private readonly RedisMetrics _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _repeating;

    /// <summary>A store on a connection, which stays its owner's.</summary>
    /// <param name="connection">The connection. <see cref="Connect"/> says which settings it should have.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock of this process, for deadlines alone.</param>
    /// <param name="logger">Told when Redis fails and when it is back, once each, and of settings of the server with which budgets do not hold. None: nobody is.</param>
    /// <param name="meters">Makes the meter. None: the store has one of its own.</param>
    public RedisBudgetStore(
        IConnectionMultiplexer connection, RedisBudgetOptions options, TimeProvider time, ILogger<RedisBudgetStore>? logger = null, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        ReservationCheck.Counter(options.Name, BudgetPeriod.WhileHeld);
        _keys = new RedisKeys(options.Name);
        ILogger log = logger ?? NullLogger<RedisBudgetStore>.Instance;
        _calls = new RedisCalls(connection, _keys, options, time, log);
        _pending = new PendingEnds(options.MaxPending, log);
        _metrics = new RedisMetrics(meters, () => _pending.Count, () => _calls.IsDown);
        _repeating = RepeatAsync(time);
    }

    /// <summary>How many ends of leases Redis has still to be told of.</summary>
    public int Pending => _pending.Count;

    /// <summary>
    /// Settings for StackExchange.Redis: no call waits for a connection that is not there, and the start does not fail without Redis.
    /// </summary>
    /// <param name="configuration">The connection as StackExchange.Redis writes it: <c>host:6379</c>, <c>one:6379,two:6379,password=...</c>.</param>
    public static ConfigurationOptions Connect(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = 1_000;

        // How soon a failover is seen that nobody announces: the library's own is a minute.
        options.ConfigCheckSeconds = 1;
        return options;
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Reservation(reservation);
        long? now = await _calls.NowAsync(cancellationToken).ConfigureAwait(false);

        // Once more where the window or the deadline was reckoned by a time that was not Redis's.
        for (int tries = 0; now is not null && tries < 2; tries++)
        {
            var answer = await _calls.CallAsync(Script.Reserve, _keys.Of(reservation), Arguments(reservation, now.Value), cancellationToken).ConfigureAwait(false);
            if (answer.IsAnswer && answer.Word is not ("late" or "clock"))
            {
                return Result(reservation, answer);
            }

            if (answer == RedisAnswer.Unanswered)
            {
                _pending.Add(new PendingEnd(reservation, null));
            }

            now = answer.IsAnswer ? answer.At : null;
        }

        return new BudgetReserveResult(BudgetReserveOutcome.Unavailable, default);
    }

    /// <inheritdoc/>
    public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Amounts(reservation, amounts);
        return EndAsync(new PendingEnd(reservation, [.. amounts.ToArray().Select(a => BudgetAmount.Bounded(a))]), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) =>
        EndAsync(new PendingEnd(reservation, null), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Counts(charges.Span);
        long? now = await _calls.NowAsync(cancellationToken).ConfigureAwait(false);

        // Once more where the window was reckoned by a time that was not Redis's. What was not answered is not asked again: it may have been counted.
        for (int tries = 0; now is not null && tries < 2; tries++)
        {
            var answer = await _calls.CallAsync(Script.Count, _keys.Of(charges.Span), Arguments(charges.Span, now.Value), cancellationToken).ConfigureAwait(false);
            if (answer.Word == "counted")
            {
                return new BudgetCount(answer.Instant, Readings(charges.Span, answer, 2));
            }

            now = answer.IsAnswer ? answer.At : null;
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) =>
        OfCounterAsync(Script.ReadCounter, counter, period, [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Correction(period);
        return OfCounterAsync(Script.Correct, counter, period, [Math.Clamp(change, -BudgetAmount.Max, BudgetAmount.Max)], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) =>
        OfCounterAsync(Script.Reset, counter, period, [], cancellationToken);

    /// <summary>Tells Redis once more of the ends that it has not confirmed, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _repeating.ConfigureAwait(false);
        await TellPendingAsync(CancellationToken.None).ConfigureAwait(false);
        _metrics.Dispose();
        _calls.Dispose();
        _stop.Dispose();
    }

    /// <summary>Tells what is pending, and ends leases that have run out, whoever had them. Any process does it for all.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await TellPendingAsync(cancellationToken).ConfigureAwait(false);
        await ExpireAsync(cancellationToken).ConfigureAwait(false);
    }

    private RedisValue[] Arguments(in BudgetReservation reservation, long now)
    {
        var charges = reservation.Charges.Span;
        List<RedisValue> arguments =
        [
            reservation.Lease.ToString("N"), now + (long)_calls.Timeout.TotalMilliseconds, (long)reservation.Lifetime.TotalMilliseconds,
            reservation.OnExpiry == BudgetExpiry.Charge ? "C" : "G",
        ];
        foreach (var charge in charges)
        {
            var window = charge.Period.At(now);
            arguments.AddRange(
                [charge.Limit, charge.Amount, window.Start, window.End, window.First, window.Last, ReferenceEquals(charge.Period, BudgetPeriod.WhileHeld) ? 1 : 0]);
        }

        return [.. arguments];
    }

    private static BudgetReserveResult Result(in BudgetReservation reservation, in RedisAnswer answer)
    {
        if (answer.Word == "ended")
        {
            return new BudgetReserveResult(BudgetReserveOutcome.Ended, answer.Instant);
        }

        var readings = Readings(reservation.Charges.Span, answer, 4);
        if (answer.Word == "reserved")
        {
            return new BudgetReserveResult(BudgetReserveOutcome.Reserved, answer.Instant, readings);
        }

        long fits = answer.Number(3);
        return new BudgetReserveResult(
            BudgetReserveOutcome.Refused, answer.Instant, readings, (int)answer.Number(2), fits is 1 or BudgetAmount.Max ? null : DateTimeOffset.FromUnixTimeMilliseconds(fits));
    }

    private static RedisValue[] Arguments(ReadOnlySpan<BudgetCharge> charges, long now)
    {
        var arguments = new RedisValue[5 * charges.Length];
        for (int i = 0; i < charges.Length; i++)
        {
            var window = charges[i].Period.At(now);
            ReadOnlySpan<RedisValue> ofCharge = [charges[i].Amount, window.Start, window.End, window.First, window.Last];
            ofCharge.CopyTo(arguments.AsSpan(5 * i));
        }

        return arguments;
    }

    /// <summary>What each charge's counter holds, from a place in the answer on.</summary>
    private static BudgetReading[] Readings(ReadOnlySpan<BudgetCharge> charges, in RedisAnswer answer, int index)
    {
        var readings = new BudgetReading[charges.Length];
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = answer.Reading(index + (3 * i), charges[i].Period);
        }

        return readings;
    }

    private async ValueTask<BudgetEndOutcome> EndAsync(PendingEnd end, CancellationToken cancellationToken)
    {
        var outcome = await TellAsync(end, cancellationToken).ConfigureAwait(false);
        if (outcome == BudgetEndOutcome.Pending)
        {
            _pending.Add(end);
        }

        return outcome;
    }

    private async ValueTask<BudgetEndOutcome> TellAsync(PendingEnd end, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [end.Reservation.Lease.ToString("N"), Remembered, .. (end.Amounts ?? []).Select(a => (RedisValue)a)];
        var answer = await _calls.CallAsync(end.Amounts is null ? Script.Cancel : Script.Settle, _keys.Of(end.Reservation), arguments, cancellationToken).ConfigureAwait(false);
        return answer.Word switch
        {
            "done" => BudgetEndOutcome.Done,
            "ended" => BudgetEndOutcome.Ended,
            "unknown" => BudgetEndOutcome.Unknown,
            _ => BudgetEndOutcome.Pending,
        };
    }

    private async ValueTask<BudgetReading?> OfCounterAsync(string script, string counter, BudgetPeriod period, RedisValue[] more, CancellationToken cancellationToken)
    {
        ReservationCheck.Counter(counter, period);
        long? now = await _calls.NowAsync(cancellationToken).ConfigureAwait(false);
        for (int tries = 0; now is not null && tries < 2; tries++)
        {
            var window = period.At(now.Value);
            var answer = await _calls.CallAsync(
                script, [_keys.Counter(counter)], [window.Start, window.End, window.First, window.Last, .. more], cancellationToken).ConfigureAwait(false);
            if (answer.Word == "read")
            {
                return answer.Reading(2, period);
            }

            now = answer.IsAnswer ? answer.At : null;
        }

        return null;
    }

    private async Task RepeatAsync(TimeProvider time)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await CatchUpAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private Task TellPendingAsync(CancellationToken cancellationToken) => _pending.TellAsync(end => TellAsync(end, cancellationToken));

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        bool hasMore = true;
        while (hasMore)
        {
            var due = await _calls.CallAsync(Script.Due, [_keys.Leases, _keys.Due], [Sweep], cancellationToken).ConfigureAwait(false);
            if (!due.IsAnswer)
            {
                return;
            }

            // Behind the number of those that were looked at: a lease and what it holds.
            var answers = await Task.WhenAll(due.Texts.Skip(3).Chunk(2).Select(lease => ExpireAsync(lease[0], lease[1], cancellationToken))).ConfigureAwait(false);
            hasMore = due.Number(2) == Sweep && Array.TrueForAll(answers, answer => answer.IsAnswer);
        }
    }

    private Task<RedisAnswer> ExpireAsync(string lease, string held, CancellationToken cancellationToken)
    {
        // L, until when, what then; and of each charge its key, cell, amount, and whether it is held.
        RedisKey[] counters = [.. held.Split(' ').Skip(3).Where((_, part) => part % 4 == 0).Select(key => (RedisKey)key)];
        return _calls.CallAsync(Script.Expire, [_keys.Leases, _keys.Due, .. counters], [lease, Remembered], cancellationToken).AsTask();
    }
}
