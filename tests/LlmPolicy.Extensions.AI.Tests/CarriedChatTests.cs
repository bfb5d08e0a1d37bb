namespace LlmPolicy.Chats;

/// <summary>OpenAI's own client with an HttpClient of the route as its transport, alone and below a chat client under the policy.</summary>
public sealed class CarriedChatTests
{
    private const string Tokens = "limits: [{tokens: 1000, per: MONTH}]";

    private static readonly string[] Stream =
    [
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}""" + "\n\n",
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":300,"total_tokens":400}}""" + "\n\n",
        "data: [DONE]\n\n",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAIs_client_gets_an_answer_by_the_providers_key()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget(Tokens), provider.Port);

        ChatResponse answer = await app.OpenAI(ChatApp.Token()).GetResponseAsync("Hi", cancellationToken: Cancelled);

        (answer.Text, answer.Usage!.TotalTokenCount).ShouldBe(("Hello", 12));
        provider.Requests.ShouldHaveSingleItem().Header("Authorization").ShouldBe($"Bearer {ChatApp.Key}");
        (await app.Over.NextAsync()).Usage.ShouldNotBeNull().Total.ShouldBe(12);
    }

    [Fact]
    public async Task OpenAIs_client_throws_the_refusal_itself_and_asks_once()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Models("[{models: [good]}]"), provider.Port);

        LlmPolicyRefusedException refused = await Should.ThrowAsync<LlmPolicyRefusedException>(() => app.OpenAI(ChatApp.Token(), "evil").GetResponseAsync("Hi", cancellationToken: Cancelled));

        refused.Reason.ShouldBe(ReasonCodes.ModelDenied);
        app.Logs.Named("Refused").Count().ShouldBe(1);
        provider.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_of_OpenAIs_client_is_whole_though_it_reads_no_further_than_its_last_event()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Events(Stream));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("onAbort: CHARGE, " + Tokens), provider.Port);

        await app.OpenAI(ChatApp.Token()).GetStreamingResponseAsync("Hi", cancellationToken: Cancelled).ToListAsync(Cancelled);

        RequestCompletion over = await app.Over.NextAsync();
        (over.Ending, over.Usage.ShouldNotBeNull().End, over.Usage.Total).ShouldBe((RequestEnding.Whole, LlmAnswerEnd.Whole, 400));
    }

    [Fact]
    public async Task A_chat_over_an_HttpClient_of_the_route_takes_one_token_of_a_bucket()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ChatApp app = await ChatApp.StartAsync("", provider.Port, "ratelimit: {localRatelimit: {maxTokens: 2, fillInterval: 1000h}}");
        IChatClient chat = app.Under(app.OpenAI(ChatApp.Token()), ChatApp.Token(), isCarried: true);

        await AskAsync(chat, isStream: false);
        await AskAsync(chat, isStream: false);
        LlmPolicyRefusedException third = await Should.ThrowAsync<LlmPolicyRefusedException>(() => AskAsync(chat, isStream: false));

        (third.Reason, provider.Requests.Count).ShouldBe((ReasonCodes.RateLimitLocal, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_over_an_HttpClient_of_the_route_is_decided_on_and_charged_once(bool isStream)
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(isStream
            ? ScriptedProvider.Events(Stream)
            : ScriptedProvider.Chat(100, 300));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 2, per: MONTH}, {tokens: 1000, per: MONTH}]"), provider.Port);
        IChatClient chat = app.Under(app.OpenAI(ChatApp.Token()), ChatApp.Token(), isCarried: true);

        await AskAsync(chat, isStream);
        await AskAsync(chat, isStream);
        LlmPolicyRefusedException third = await Should.ThrowAsync<LlmPolicyRefusedException>(() => AskAsync(chat, isStream));

        third.Response.Headers.Single(header => header.Name == "x-ratelimit-remaining-tokens").Value.ShouldBe("200");
        third.Response.Headers.Single(header => header.Name == "x-ratelimit-remaining-requests").Value.ShouldBe("0");
        provider.Requests.Count.ShouldBe(2);
        app.Over.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_model_that_the_policy_put_in_anothers_place_is_not_refused_for_its_own_name()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Models("[{models: [fast], setModel: {fast: gpt-4o-mini}}]"), provider.Port);
        IChatClient chat = app.Under(app.OpenAI(ChatApp.Token(), "fast"), ChatApp.Token(), isCarried: true);

        await chat.GetResponseAsync("Hi", cancellationToken: Cancelled);

        System.Text.Json.JsonDocument.Parse(provider.Requests.ShouldHaveSingleItem().Body).RootElement.GetProperty("model").GetString().ShouldBe("gpt-4o-mini");
    }

    [Fact]
    public async Task Of_a_hundred_chats_at_once_a_budget_for_ten_lets_ten_through()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 10, per: MONTH}]"), provider.Port);
        IChatClient chat = app.Under(app.OpenAI(ChatApp.Token()), ChatApp.Token(), isCarried: true);

        int[] served = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            try
            {
                await AskAsync(chat, isStream: false);
                return 1;
            }
            catch (LlmPolicyRefusedException)
            {
                return 0;
            }
        }));

        served.Sum().ShouldBe(10);
        provider.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task No_token_and_no_key_is_in_a_log()
    {
        string token = ChatApp.Token();
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 1, per: MONTH}]"), provider.Port);
        IChatClient chat = app.Under(app.OpenAI(token), token, isCarried: true);

        await AskAsync(chat, isStream: false);
        LlmPolicyRefusedException refused = await Should.ThrowAsync<LlmPolicyRefusedException>(() => AskAsync(chat, isStream: false));

        app.Logs.Lines.Select(line => line.Text).Append($"{refused}").ShouldAllBe(text => !text.Contains(token) && !text.Contains(ChatApp.Key));
    }

    private static async Task AskAsync(IChatClient chat, bool isStream)
    {
        if (isStream)
        {
            await chat.GetStreamingResponseAsync("Hi", cancellationToken: Cancelled).ToListAsync(Cancelled);
        }
        else
        {
            await chat.GetResponseAsync("Hi", cancellationToken: Cancelled);
        }
    }
}
