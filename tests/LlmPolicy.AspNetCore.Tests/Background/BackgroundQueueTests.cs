using System.Collections.Concurrent;
using LlmPolicy.Background;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.AspNetCore.Tests.Background;

public sealed class BackgroundQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Items_are_worked_on_in_order_and_a_stop_waits_for_all_of_them()
    {
        ConcurrentQueue<int> done = [];
        BackgroundQueue<int> queue = new("things", 1000, done.Enqueue);

        foreach (int i in Enumerable.Range(0, 1000))
        {
            queue.Add(i);
        }

        await queue.StopAsync(Limit, _time);
        done.ShouldBe(Enumerable.Range(0, 1000));
        queue.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task What_fails_is_counted_and_the_next_goes_on()
    {
        ConcurrentQueue<int> done = [];
        BackgroundQueue<int> queue = new("things", 10, i =>
        {
            ArgumentOutOfRangeException.ThrowIfEqual(i, 1);
            done.Enqueue(i);
        });

        queue.Add(0);
        queue.Add(1);
        queue.Add(2);

        await queue.StopAsync(Limit, _time);
        done.ShouldBe([0, 2]);
        queue.Dropped.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_gives_up_on_work_that_does_not_end_and_counts_what_is_left()
    {
        using ManualResetEventSlim free = new();
        using ManualResetEventSlim begun = new();
        BackgroundQueue<int> queue = new("things", 10, _ =>
        {
            begun.Set();
            free.Wait();
        });
        queue.Add(0);
        begun.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).ShouldBeTrue();
        queue.Add(1);
        queue.Add(2);

        var stopped = queue.StopAsync(Limit, _time);
        _time.Advance(Limit);
        await stopped;

        queue.Dropped.ShouldBe(2);
        queue.Add(3);
        queue.Dropped.ShouldBe(3);
        free.Set();
    }

    [Fact]
    public async Task What_comes_after_the_stop_is_worked_on_at_once()
    {
        ConcurrentQueue<int> done = [];
        BackgroundQueue<int> queue = new("things", 10, done.Enqueue);
        queue.Add(0);
        await queue.StopAsync(Limit, _time);

        queue.Add(1);

        done.ShouldBe([0, 1]);
        queue.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task What_comes_after_the_stop_from_everywhere_is_worked_on_one_at_a_time()
    {
        int under = 0, most = 0, done = 0;
        BackgroundQueue<int> queue = new("things", 10, _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref under));
            Thread.Yield();
            done++;
            Interlocked.Decrement(ref under);
        });
        await queue.StopAsync(Limit, _time);

        Parallel.For(0, 1000, queue.Add);

        (most, done).ShouldBe((1, 1000));
    }

    [Fact]
    public async Task A_loss_after_the_stop_is_told_at_once()
    {
        LogSink log = new();
        BackgroundQueue<int> queue = new("things", 1, _ => throw new InvalidOperationException());
        using BackgroundQueues queues = new([queue], _time, log.For<BackgroundQueues>());
        await queues.StoppedAsync(TestContext.Current.CancellationToken);

        queue.Add(0);
        queue.Add(1);

        log.Named("BackgroundDropped").Select(line => line.Text[..8]).ShouldBe(["1 things", "1 things"]);
    }

    [Fact]
    public async Task Losses_are_told_once_a_minute_and_only_new_ones()
    {
        LogSink log = new();
        BackgroundQueue<int> queue = new("things", 1, _ => throw new InvalidOperationException());
        using BackgroundQueues queues = new([queue], _time, log.For<BackgroundQueues>());
        await queue.StopAsync(Limit, TimeProvider.System);

        queue.Add(0);
        queue.Add(1);
        _time.Advance(TimeSpan.FromSeconds(59));
        log.Named("BackgroundDropped").ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        queue.Add(2);
        _time.Advance(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        queue.Add(3);
        await queues.StoppedAsync(TestContext.Current.CancellationToken);

        log.Named("BackgroundDropped").Select(line => line.Text[..8]).ShouldBe(["2 things", "1 things", "1 things"]);
    }
}
