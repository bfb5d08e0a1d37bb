using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.AspNetCore.Tests.Outgoing;

/// <summary>Answers as the app gets them.</summary>
public sealed class GivenAnswerTests
{
    [Fact]
    public async Task The_routes_response_headers_and_the_decisions_id_are_on_the_answer()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        answer.Headers.GetValues("x-said").ShouldBe(["here"]);
        answer.Headers.GetValues("x-llmpolicy-decision").ShouldHaveSingleItem().Length.ShouldBe(32);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task A_direct_response_of_the_route_is_an_answer()
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null, route: "default/chat:own");

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token(), address: "http://chat.policy/own"));

        answer.StatusCode.ShouldBe(HttpStatusCode.NonAuthoritativeInformation);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("By the route");
        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chunk_that_is_there_because_the_policy_asked_for_it_is_not_the_apps()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            ScriptedProvider.Events(ChatEvents.WithoutUsage, ChatEvents.UsageChunk, ChatEvents.Done), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, TestKinds.UsageWitness.Policy("chat"));

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(ChatEvents.Request, OutgoingApp.Token()));

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(ChatEvents.Shown);
        provider.Requests.ShouldHaveSingleItem().Body.ShouldContain("\"include_usage\":true");
        LlmUsage usage = await app.Witness.NextUsageAsync();
        (usage.Input, usage.Output, usage.End).ShouldBe((9, 7, LlmAnswerEnd.Whole));
    }

    [Fact]
    public async Task An_answer_that_the_app_reads_without_waiting_is_read_and_metered_as_well()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, TestKinds.UsageWitness.Policy("chat"));

        using HttpResponseMessage answer = await app.Client().SendAsync(
            OutgoingApp.Call(token: OutgoingApp.Token()), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using StreamReader reader = new(answer.Content.ReadAsStream(TestContext.Current.CancellationToken));

        reader.ReadToEnd().ShouldContain("Hello");
        (await app.Witness.NextUsageAsync()).Total.ShouldBe(12);
    }

    [Fact]
    public async Task A_call_that_takes_longer_than_its_route_gives_it_is_ended()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            async context =>
            {
                asked.SetResult();
                TaskCompletionSource gone = new();
                context.RequestAborted.Register(gone.SetResult);
                await gone.Task;
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, options: "timeout: 5s", services: services => services.AddSingleton<TimeProvider>(clock));

        Task<HttpResponseMessage> call = app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(5));

        HttpRequestException over = await Should.ThrowAsync<HttpRequestException>(() => call);
        over.Message.ShouldBe("The time that the route gives a call is over.");
        over.InnerException.ShouldBeOfType<TimeoutException>();
        (await app.Witness.NextAsync()).StatusCode.ShouldBe(504);
    }

    [Fact]
    public async Task An_answer_that_was_read_whole_keeps_no_timer_though_nobody_disposes_it()
    {
        TimersProvider clock = new(TimeSpan.FromSeconds(4321));
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, options: "timeout: 4321s", services: services => services.AddSingleton<TimeProvider>(clock));

        HttpResponseMessage answer = await app.Client().SendAsync(
            OutgoingApp.Call(token: OutgoingApp.Token()), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        clock.Waiting.ShouldBe(1);
        Stream body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);

        clock.Waiting.ShouldBe(0);
        (await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    /// <summary>The system's time, that knows how many timers for a certain time have not been disposed.</summary>
    private sealed class TimersProvider(TimeSpan counted) : TimeProvider
    {
        private int _waiting;

        public int Waiting => Volatile.Read(ref _waiting);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            return dueTime == counted ? new CountedTimer(this, timer) : timer;
        }

        private sealed class CountedTimer : ITimer
        {
            private readonly TimersProvider _owner;
            private readonly ITimer _timer;
            private int _isDisposed;

            public CountedTimer(TimersProvider owner, ITimer timer)
            {
                (_owner, _timer) = (owner, timer);
                Interlocked.Increment(ref owner._waiting);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                {
                    Interlocked.Decrement(ref _owner._waiting);
                }

                _timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
