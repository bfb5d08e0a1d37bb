using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Chats;

/// <summary>Chats under a policy whose client sends by means of its own.</summary>
public sealed class ChatTests
{
    private const string Tokens = "limits: [{tokens: 1000, per: MONTH}]";

    private static readonly UsageDetails Used = new() { InputTokenCount = 100, OutputTokenCount = 300, TotalTokenCount = 400 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_without_a_token_is_refused_before_the_inner_client_is_asked()
    {
        await using ChatApp app = await ChatApp.StartAsync();
        ScriptedChat inner = new();

        LlmPolicyRefusedException refused = await Should.ThrowAsync<LlmPolicyRefusedException>(() => app.Under(inner, null).GetResponseAsync("Hi", cancellationToken: Cancelled));

        (refused.Reason, refused.StatusCode).ShouldBe((ReasonCodes.JwtMissing, 401));
        inner.Asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("evil", ReasonCodes.ModelDenied)]
    [InlineData(null, ReasonCodes.ModelUnknown)]
    public async Task A_model_that_is_not_allowed_is_refused_of_streams_too(string? model, string reason)
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Models("[{models: [good*]}]"));
        ScriptedChat inner = new();
        IChatClient chat = app.Under(inner, ChatApp.Token());
        ChatOptions options = new() { ModelId = model };

        (await Should.ThrowAsync<LlmPolicyRefusedException>(() => chat.GetResponseAsync("Hi", options, Cancelled))).Reason.ShouldBe(reason);
        (await Should.ThrowAsync<LlmPolicyRefusedException>(async () => await chat.GetStreamingResponseAsync("Hi", options, Cancelled).ToListAsync(Cancelled))).Reason.ShouldBe(reason);

        inner.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task Another_model_and_a_hard_limit_are_put_into_the_options_and_the_apps_own_stay()
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Models("[{models: [fast], setModel: {fast: gpt-4o-mini}}]") + ChatApp.Budget("hard: true, " + Tokens));
        ScriptedChat inner = new() { Usage = Used };
        ChatOptions options = new() { ModelId = "fast", MaxOutputTokens = 5000, Temperature = 0.5f };

        await app.Under(inner, ChatApp.Token()).GetResponseAsync("Hi", options, Cancelled);

        ChatOptions asked = inner.Options.ShouldNotBeNull();
        (asked.ModelId, asked.Temperature).ShouldBe(("gpt-4o-mini", 0.5f));
        asked.MaxOutputTokens.ShouldNotBeNull().ShouldBeInRange(900, 999);
        (options.ModelId, options.MaxOutputTokens).ShouldBe(("fast", 5000));
    }

    [Fact]
    public async Task What_the_answer_reports_is_charged()
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget(Tokens));
        ScriptedChat inner = new() { Usage = Used };
        IChatClient chat = app.Under(inner, ChatApp.Token());
        ChatOptions options = new() { ModelId = "m", MaxOutputTokens = 300 };

        await chat.GetResponseAsync("Hi", options, Cancelled);
        await chat.GetStreamingResponseAsync("Hi", options, Cancelled).ToListAsync(Cancelled);
        LlmPolicyRefusedException third = await Should.ThrowAsync<LlmPolicyRefusedException>(() => chat.GetResponseAsync("Hi", options, Cancelled));

        third.Response.Headers.Single(header => header.Name == "x-ratelimit-remaining-tokens").Value.ShouldBe("200");
        RequestCompletion answer = await app.Over.NextAsync();
        RequestCompletion stream = await app.Over.NextAsync();
        (answer.Ending, answer.Usage.ShouldNotBeNull().Total, answer.Usage.Model).ShouldBe((RequestEnding.Whole, 400, "m"));
        (stream.Ending, stream.Usage.ShouldNotBeNull().Total).ShouldBe((RequestEnding.Whole, 400));
    }

    [Fact]
    public async Task A_stream_that_is_left_half_way_is_charged_what_was_seen_of_it()
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget(Tokens));
        ScriptedChat inner = new() { Words = ["12345678", "12345678", "12345678"], Usage = Used };

        await foreach (ChatResponseUpdate _ in app.Under(inner, ChatApp.Token()).GetStreamingResponseAsync("Hi", new ChatOptions { ModelId = "m", MaxOutputTokens = 500 }, Cancelled))
        {
            break;
        }

        RequestCompletion left = await app.Over.NextAsync();
        (left.Ending, left.Usage.ShouldNotBeNull().Source, left.Usage.Output).ShouldBe((RequestEnding.ClientLeft, LlmUsageSource.Estimated, 2));
    }

    [Fact]
    public async Task Of_a_hundred_chats_at_once_a_budget_for_ten_lets_ten_through()
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 10, per: MONTH}]"));
        ScriptedChat inner = new() { Usage = Used };
        IChatClient chat = app.Under(inner, ChatApp.Token());

        bool[] served = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => IsServedAsync(chat)));

        served.Count(one => one).ShouldBe(10);
        inner.Asked.ShouldBe(10);
    }

    [Fact]
    public async Task A_chat_that_reached_nobody_is_given_back_whole()
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 1, per: MONTH}]"));
        HttpRequestException refused = new(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused));
        IChatClient chat = app.Under(new ScriptedChat { Failure = refused }, ChatApp.Token());

        (await Should.ThrowAsync<HttpRequestException>(() => chat.GetResponseAsync("Hi", cancellationToken: Cancelled))).ShouldBeSameAs(refused);
        (await Should.ThrowAsync<HttpRequestException>(() => chat.GetResponseAsync("Hi", cancellationToken: Cancelled))).ShouldBeSameAs(refused);
    }

    [Fact]
    public Task A_chat_that_failed_otherwise_counts_as_a_request() => FailsAndCountsAsync(new InvalidOperationException("no"));

    [Fact]
    public Task A_chat_whose_client_waited_too_long_for_the_answer_counts_as_a_request() => FailsAndCountsAsync(new TaskCanceledException("no", new TimeoutException()));

    [Fact]
    public Task A_chat_that_was_cancelled_on_its_way_counts_as_a_request() =>
        FailsAndCountsAsync(new TaskCanceledException("no", new IOException("no", new SocketException((int)SocketError.OperationAborted))));

    [Fact]
    public async Task A_route_that_nobody_has_added_is_told_where_the_client_is_built()
    {
        await using ChatApp app = await ChatApp.StartAsync();

        Should.Throw<InvalidOperationException>(() => new ChatClientBuilder(new ScriptedChat()).UseLlmPolicy("default/chat:other").Build(new ServiceCollection().BuildServiceProvider()))
            .Message.ShouldStartWith("Nothing decides on chats of the route default/chat:other: call AddLlmPolicy().AddChatRoute(");
    }

    private static async Task FailsAndCountsAsync(Exception failure)
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 1, per: MONTH}]"));
        IChatClient chat = app.Under(new ScriptedChat { Failure = failure }, ChatApp.Token());

        (await Should.ThrowAsync<Exception>(() => chat.GetResponseAsync("Hi", cancellationToken: Cancelled))).ShouldBeOfType(failure.GetType());

        (await Should.ThrowAsync<LlmPolicyRefusedException>(() => chat.GetResponseAsync("Hi", cancellationToken: Cancelled))).StatusCode.ShouldBe((int)HttpStatusCode.TooManyRequests);
    }

    private static async Task<bool> IsServedAsync(IChatClient chat)
    {
        try
        {
            await chat.GetResponseAsync("Hi", cancellationToken: Cancelled);
            return true;
        }
        catch (LlmPolicyRefusedException)
        {
            return false;
        }
    }
}
