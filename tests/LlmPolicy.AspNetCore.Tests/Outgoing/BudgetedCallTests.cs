using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Connections;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.AspNetCore.Tests.Outgoing;

/// <summary>What calls of the app's own take of budgets: reserved before they are sent, settled by what their answers used.</summary>
public sealed class BudgetedCallTests
{
    private const string Tokens = "limits: [{tokens: 1000, per: MONTH}]";

    [Fact]
    public async Task Of_a_hundred_calls_at_once_a_budget_for_ten_lets_ten_through()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget("limits: [{requests: 10, per: MONTH}]"));
        string token = OutgoingApp.Token();

        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            try
            {
                using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: token));
                return (int)answer.StatusCode;
            }
            catch (LlmPolicyRefusedException refused)
            {
                return refused.StatusCode;
            }
        }));

        statuses.Count(status => status == 200).ShouldBe(10);
        statuses.Count(status => status == 429).ShouldBe(90);
        provider.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_an_answer_used_is_what_is_charged()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(100, 300), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget(Tokens));
        string token = OutgoingApp.Token();

        using HttpResponseMessage first = await app.SendAsync(OutgoingApp.Call("""{"model":"m","max_tokens":300}""", token));
        using HttpResponseMessage second = await app.SendAsync(OutgoingApp.Call("""{"model":"m","max_tokens":300}""", token));
        LlmPolicyRefusedException third = await app.RefusedAsync(OutgoingApp.Call("""{"model":"m","max_tokens":300}""", token));

        third.Response.Headers.Single(header => header.Name == "x-ratelimit-remaining-tokens").Value.ShouldBe("200");
        second.Headers.GetValues("x-ratelimit-limit-tokens").ShouldBe(["1000"]);
        (await app.Witness.NextUsageAsync()).Total.ShouldBe(400);
    }

    [Fact]
    public async Task A_hard_budget_lowers_the_limit_in_what_is_sent()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget("hard: true, " + Tokens));

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call("""{"model":"m","max_tokens":5000}""", OutgoingApp.Token()));

        ProviderRequest sent = provider.Requests.ShouldHaveSingleItem();
        sent.Body.ShouldBe("""{"model":"m","max_tokens":991}""");
        sent.Header("Content-Length").ShouldBe("30");
    }

    [Fact]
    public async Task A_call_that_reached_nobody_is_given_back_whole()
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null, OutgoingApp.Budget("limits: [{requests: 1, per: MONTH}]"));

        await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token())));
        await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token())));

        (await app.Witness.NextAsync()).Ending.ShouldBe(RequestEnding.Broken);
    }

    [Fact]
    public async Task A_call_that_the_app_cancels_before_there_is_a_connection_is_given_back_whole()
    {
        HangingDialer dialer = new();
        await using OutgoingApp app = await OutgoingApp.StartAsync(
            null, OutgoingApp.Budget("limits: [{requests: 1, per: MONTH}]"), services: services => services.AddSingleton<IUpstreamDialer>(dialer));

        using CancellationTokenSource cancel = new();

        Task<HttpResponseMessage> call = app.Client().SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()), cancel.Token);
        await dialer.Dialed;
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await app.Witness.NextAsync()).Ending.ShouldBe(RequestEnding.ClientLeft);
        dialer.Refuse();
        await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token())));
    }

    [Fact]
    public async Task A_call_whose_time_is_over_before_there_is_a_connection_is_given_back_whole()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
        HangingDialer dialer = new();
        await using OutgoingApp app = await OutgoingApp.StartAsync(
            null,
            OutgoingApp.Budget("limits: [{requests: 1, per: MONTH}]"),
            options: "timeout: 1s",
            services: services => services.AddSingleton<IUpstreamDialer>(dialer).AddSingleton<TimeProvider>(clock));

        Task<HttpResponseMessage> call = app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));
        await dialer.Dialed;
        clock.Advance(TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<HttpRequestException>(() => call)).InnerException.ShouldBeOfType<TimeoutException>();
        dialer.Refuse();
        await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token())));
    }

    [Fact]
    public async Task A_call_that_the_app_cancels_once_the_provider_has_it_is_charged()
    {
        using CancellationTokenSource cancel = new();
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            async context =>
            {
                TaskCompletionSource gone = new();
                context.RequestAborted.Register(gone.SetResult);
                await cancel.CancelAsync();
                await gone.Task;
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget("limits: [{requests: 1, per: MONTH}]"));

        await Should.ThrowAsync<OperationCanceledException>(() => app.Client().SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()), cancel.Token));

        (await app.RefusedAsync(OutgoingApp.Call(token: OutgoingApp.Token()))).Reason.ShouldBe(ReasonCodes.BudgetExceeded);
    }

    [Fact]
    public async Task A_stream_that_is_left_half_way_is_charged_what_was_seen_of_it()
    {
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            async context =>
            {
                await ScriptedProvider.Events("""data: {"model":"m","choices":[{"delta":{"content":"12345678"}}]}""" + "\n\n")(context);
                await left.Task;
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget(Tokens));
        string token = OutgoingApp.Token();

        using (HttpResponseMessage answer = await app.Client().SendAsync(
            OutgoingApp.Call("""{"model":"m","max_tokens":500,"stream":true}""", token), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Stream body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            (await body.ReadAsync(new byte[1000], TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
        }

        RequestCompletion completion = await app.Witness.NextAsync();
        left.SetResult();
        completion.Ending.ShouldBe(RequestEnding.ClientLeft);
        completion.Usage.ShouldNotBeNull().Output.ShouldBe(2);

        // All but the input and the two tokens is there again.
        using HttpResponseMessage next = await app.SendAsync(OutgoingApp.Call("""{"model":"m","max_tokens":900}""", token));
        next.Headers.GetValues("x-ratelimit-remaining-tokens").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")]
    public async Task A_stream_that_is_left_behind_its_last_event_is_whole(string last)
    {
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            async context =>
            {
                await ScriptedProvider.Events(ChatEvents.UsageChunk + last)(context);
                await left.Task;
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget("onAbort: CHARGE, " + Tokens));

        using (HttpResponseMessage answer = await app.Client().SendAsync(
            OutgoingApp.Call(ChatEvents.Asking, OutgoingApp.Token()), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Stream body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            int length = (ChatEvents.UsageChunk + last).Length;
            await body.ReadExactlyAsync(new byte[length], TestContext.Current.CancellationToken);
        }

        RequestCompletion completion = await app.Witness.NextAsync();
        left.SetResult();
        (completion.Ending, completion.Usage.ShouldNotBeNull().End, completion.Usage.Total).ShouldBe((RequestEnding.Whole, LlmAnswerEnd.Whole, 16));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_charged_what_was_seen_and_told_as_broken()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            async context =>
            {
                // Less than it announces.
                context.Response.ContentLength = 1000;
                await ScriptedProvider.Events("""data: {"model":"m","choices":[{"delta":{"content":"12345678"}}]}""" + "\n\n")(context);
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget(Tokens));

        await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(OutgoingApp.Call("""{"model":"m","max_tokens":500,"stream":true}""", OutgoingApp.Token())));

        RequestCompletion completion = await app.Witness.NextAsync();
        (completion.Ending, completion.Usage.ShouldNotBeNull().End, completion.Usage.Output).ShouldBe((RequestEnding.Broken, LlmAnswerEnd.UpstreamBroke, 2));
    }
}
