using System.Text;
using System.Text.Json;

namespace LlmPolicy.Chats;

/// <summary>Chats in whose flow an HttpClient of the route makes more calls than one, or others than the chat.</summary>
public sealed class ChatFlowTests
{
    private const string Renaming = "[{models: [fast], setModel: {fast: gpt-4o-mini}}]";

    private static readonly UsageDetails Used = new() { InputTokenCount = 300, OutputTokenCount = 300, TotalTokenCount = 600 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "GET", "http://chat.policy/v1/models", null)]
    [InlineData(true, "GET", "http://chat.policy/v1/models", null)]
    [InlineData(false, "POST", "http://chat.policy/v1/embeddings", "m")]
    [InlineData(false, "POST", "http://chat.policy/v1/chat/completions", "another")]
    public async Task A_chat_is_charged_though_the_HttpClient_makes_another_call_on_the_way(bool isStream, string method, string address, string? model)
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json("""{"data":[]}"""));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{tokens: 1000, per: MONTH}, {requests: 100, per: MONTH}]"), provider.Port);
        IChatClient chat = app.Under(new RoundsChat(new ScriptedChat { Usage = Used }, first: () => CallAsync(app, method, address, model)), ChatApp.Token());

        await AskAsync(chat, isStream);
        await AskAsync(chat, isStream);

        (await RefusedAsync(chat, isStream)).Reason.ShouldBe(ReasonCodes.BudgetExceeded);
        List<long?> used = [];
        for (int i = 0; i < 4; i++)
        {
            used.Add((await app.Over.NextAsync()).Usage?.Total);
        }

        used.Count(total => total == 600).ShouldBe(2);
    }

    [Fact]
    public async Task A_chat_whose_call_was_refused_and_that_was_answered_another_way_is_charged_and_told()
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 1, per: MONTH}]"));
        IChatClient chat = app.Under(new RoundsChat(new ScriptedChat { Usage = Used }, first: () => TryAsync(app, token: null)), ChatApp.Token());

        await AskAsync(chat, isStream: false);

        (await RefusedAsync(chat, isStream: false)).Reason.ShouldBe(ReasonCodes.BudgetExceeded);
        // The call that was refused, the chat, and the second one.
        app.Over.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_whose_call_reached_nobody_and_that_was_answered_another_way_is_charged(bool isStream)
    {
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{tokens: 1000, per: MONTH}]"));
        IChatClient chat = app.Under(new RoundsChat(new ScriptedChat { Usage = Used }, first: () => TryAsync(app, ChatApp.Token())), ChatApp.Token());

        await AskAsync(chat, isStream);
        await AskAsync(chat, isStream);

        (await RefusedAsync(chat, isStream)).Reason.ShouldBe(ReasonCodes.BudgetExceeded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_came_another_way_is_withheld_where_the_call_that_failed_took_the_last_of_a_budget(bool isStream)
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json("{}", 503));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Budget("limits: [{requests: 1, per: MONTH}]"), provider.Port);
        IChatClient chat = app.Under(new RoundsChat(new ScriptedChat { Usage = Used }, first: () => TryAsync(app, ChatApp.Token())), ChatApp.Token());

        (await RefusedAsync(chat, isStream)).Reason.ShouldBe(ReasonCodes.BudgetExceeded);

        provider.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_the_policy_put_in_anothers_place_is_let_through_in_a_retry_of_OpenAIs_client()
    {
        int count = 0;
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(context =>
            (Interlocked.Increment(ref count) == 1 ? ScriptedProvider.Json("{}", 503) : ScriptedProvider.Chat(5, 7))(context));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Models(Renaming), provider.Port);
        IChatClient chat = app.Under(app.OpenAI(ChatApp.Token(), "fast"), ChatApp.Token(), isCarried: true);

        (await chat.GetResponseAsync("Hi", cancellationToken: Cancelled)).Text.ShouldBe("Hello");

        provider.Requests.Select(ModelOf).ShouldBe(["gpt-4o-mini", "gpt-4o-mini"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_round_of_a_chat_with_another_model_in_its_place_is_let_through_and_charged(int clients)
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(100, 300));
        await using ChatApp app = await ChatApp.StartAsync(ChatApp.Models(Renaming) + ChatApp.Budget("limits: [{requests: 3, per: MONTH}]"), provider.Port);
        IChatClient chat = new RoundsChat(app.OpenAI(ChatApp.Token(), "fast"), rounds: 3);
        for (int i = 0; i < clients; i++)
        {
            chat = app.Under(chat, ChatApp.Token(), isCarried: true);
        }

        (await chat.GetResponseAsync("Hi", cancellationToken: Cancelled)).Text.ShouldBe("Hello");

        (await Should.ThrowAsync<LlmPolicyRefusedException>(() => chat.GetResponseAsync("Hi", cancellationToken: Cancelled))).Reason.ShouldBe(ReasonCodes.BudgetExceeded);
        provider.Requests.Select(ModelOf).ShouldBe(["gpt-4o-mini", "gpt-4o-mini", "gpt-4o-mini"]);
    }

    private static string? ModelOf(ProviderRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("model").GetString();

    private static async Task CallAsync(ChatApp app, string method, string address, string? model)
    {
        using HttpRequestMessage call = new(new HttpMethod(method), address);
        call.Headers.Authorization = new("Bearer", ChatApp.Token());
        call.Content = model is null ? null : new StringContent($$"""{"model":"{{model}}","max_tokens":1}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await app.Client().SendAsync(call, Cancelled);
    }

    /// <summary>Sends the chat by the HttpClient, and does without an answer.</summary>
    private static async Task TryAsync(ChatApp app, string? token)
    {
        using HttpRequestMessage call = new(HttpMethod.Post, "http://chat.policy/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"m","max_tokens":10}""", Encoding.UTF8, "application/json"),
        };
        call.Headers.Authorization = token is null ? null : new("Bearer", token);
        try
        {
            using HttpResponseMessage answer = await app.Client().SendAsync(call, Cancelled);
        }
        catch (Exception e) when (e is LlmPolicyRefusedException or HttpRequestException)
        {
        }
    }

    private static Task<LlmPolicyRefusedException> RefusedAsync(IChatClient chat, bool isStream) => Should.ThrowAsync<LlmPolicyRefusedException>(() => AskAsync(chat, isStream));

    private static async Task AskAsync(IChatClient chat, bool isStream)
    {
        ChatOptions options = new() { ModelId = "m", MaxOutputTokens = 300 };
        if (isStream)
        {
            await chat.GetStreamingResponseAsync("Hi", options, Cancelled).ToListAsync(Cancelled);
        }
        else
        {
            await chat.GetResponseAsync("Hi", options, Cancelled);
        }
    }
}
