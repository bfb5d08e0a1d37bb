using System.Globalization;
using System.Text.Json;

namespace LlmPolicy.Gateway;

/// <summary>What callers and operators are told of budgets beside a gateway, by socket.</summary>
public sealed class BudgetEndpointTests
{
    [Fact]
    public async Task A_caller_is_told_what_the_provider_reported_and_of_no_other_caller()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}, {requests: 5, window: 90m}, {concurrent: 3}]");
        await gateway.ServeAsync(CallerToken.For("alice"));
        await gateway.ServeAsync(CallerToken.For("alice"));
        await gateway.ServeAsync(CallerToken.For("bob"));

        HttpMessage alice = await gateway.GetAsync("/llmpolicy/usage", CallerToken.For("alice"));

        (alice.Status, alice["cache-control"].Single(), alice["content-type"].Single()).ShouldBe((200, "no-store", "application/json; charset=utf-8"));
        Told(alice, 0, "unit", "per", "timezone", "limit", "used", "reserved", "remaining").ShouldBe("tokens DAY UTC 1000 200 0 800");
        Told(alice, 1, "unit", "window", "limit", "used", "reserved", "remaining").ShouldBe("requests 90m 5 2 0 3");
        Told(alice, 2, "unit", "limit", "used", "reserved", "remaining").ShouldBe("concurrent 3 0 0 3");
        JsonElement budget = JsonElement.Parse(alice.Body).GetProperty("budgets").EnumerateArray().ShouldHaveSingleItem();
        (budget.GetProperty("budget").GetString(), budget.GetProperty("key")[0].GetString()).ShouldBe(("default/tokens", "sub"));
        string resetsAt = budget.GetProperty("limits")[0].GetProperty("resetsAt").GetString()!;
        resetsAt.ShouldEndWith("T00:00:00Z");
        DateTimeOffset.Parse(resetsAt, CultureInfo.InvariantCulture).ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        alice.Body.ShouldNotContain("alice");
        Told(await gateway.GetAsync("/llmpolicy/usage", CallerToken.For("bob")), 0, "used").ShouldBe("100");
        Told(await gateway.GetAsync("/llmpolicy/usage", CallerToken.For("carol")), 0, "used").ShouldBe("0");
    }

    [Fact]
    public async Task What_requests_under_way_have_reserved_is_told_as_well()
    {
        TaskCompletionSource answered = new();
        await using OperatedGateway gateway = await OperatedGateway.StartAsync(
            "key: [{claim: sub}], limits: [{requests: 5, per: DAY}, {concurrent: 3}]",
            async (stream, _) =>
            {
                await answered.Task;
                await OperatedGateway.AnswerAsync(stream);
            });
        Task served = gateway.ServeAsync(CallerToken.For("alice"));
        await gateway.Upstream.NextRequestAsync();

        HttpMessage told = await gateway.GetAsync("/llmpolicy/usage", CallerToken.For("alice"));

        Told(told, 0, "used", "reserved", "remaining").ShouldBe("0 1 4");
        Told(told, 1, "used", "reserved", "remaining").ShouldBe("0 1 2");
        answered.SetResult();
        await served;
        Told(await gateway.GetAsync("/llmpolicy/usage", CallerToken.For("alice")), 0, "used", "reserved", "remaining").ShouldBe("1 0 4");
    }

    [Fact]
    public async Task Without_a_good_token_the_answer_is_the_policys()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]");

        HttpMessage none = await gateway.GetAsync("/llmpolicy/usage");
        HttpMessage forged = await gateway.GetAsync("/llmpolicy/usage", CallerToken.Text[..^4] + "AAAA");

        (none.Status, none.Body, none["www-authenticate"].Single()).ShouldBe((401, "Jwt is missing", "Bearer realm=\"http://g/llmpolicy/usage\""));
        (forged.Status, forged.Body).ShouldBe((401, "Jwt verification fails"));
        forged["www-authenticate"].ShouldHaveSingleItem().ShouldContain("invalid_token");
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]", services: services => services.AddSingleton<IBudgetStore>(new StoreAway()), hashKey: "0123456789abcdef");

        HttpMessage told = await gateway.GetAsync("/llmpolicy/usage", CallerToken.Text);

        (told.Status, told["content-type"].Single()).ShouldBe((503, "application/problem+json"));
        (await gateway.GetAsync(Of("[\"alice\"]"), operatorKey: true)).Status.ShouldBe(503);
        (await gateway.PostAsync("reset", """{"budget":"default/tokens","key":["alice"]}""")).Status.ShouldBe(503);
    }

    [Fact]
    public async Task An_operator_sees_all_budgets_and_finds_a_keys_counters()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}], overrides: [{key: {sub: bob}, limits: [{tokens: 9000, per: DAY}]}]");
        await gateway.ServeAsync(CallerToken.For("alice"));
        await gateway.ServeAsync(CallerToken.For("bob"));

        JsonElement budget = Json(await gateway.GetAsync("/llmpolicy/budgets", operatorKey: true)).GetProperty("budgets").EnumerateArray().ShouldHaveSingleItem();

        budget.GetRawText().ShouldBe("""{"budget":"default/tokens","key":["sub"],"mode":"ENFORCE","limits":[{"unit":"tokens","per":"DAY","timezone":"UTC","limit":1000}]}""");
        Subject(await gateway.GetAsync(Of("[\"alice\"]"), operatorKey: true), "limit", "used", "remaining").ShouldBe("1000 100 900");
        Subject(await gateway.GetAsync(Of("[\"bob\"]"), operatorKey: true), "limit", "used", "remaining").ShouldBe("9000 100 8900");
        Json(await gateway.GetAsync(Of("[\"bob\"]"), operatorKey: true)).GetProperty("key").GetRawText().ShouldBe("[\"bob\"]");
    }

    [Fact]
    public async Task A_text_and_a_number_are_two_keys()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: id}], limits: [{requests: 5, per: DAY}]");
        await gateway.ServeAsync(CallerToken.With("\"id\":1"));

        Subject(await gateway.GetAsync(Of("[1]"), operatorKey: true), "used").ShouldBe("1");
        Subject(await gateway.GetAsync(Of("[\"1\"]"), operatorKey: true), "used").ShouldBe("0");
    }

    [Fact]
    public async Task What_an_operator_corrects_and_resets_counts_for_the_next_request()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}, {requests: 5, per: DAY}]");
        await gateway.ServeAsync(CallerToken.For("alice"));

        HttpMessage corrected = await gateway.PostAsync("correct", """{"budget":"default/tokens","key":["alice"],"unit":"tokens","per":"DAY","change":850.5}""");

        Subject(corrected, "unit", "used", "remaining").ShouldBe("tokens 950.5 49.5");
        (await gateway.SendAsync(CallerToken.For("alice"))).Status.ShouldBe(429);
        (await gateway.SendAsync(CallerToken.For("bob"))).Status.ShouldBe(200);
        Subject(await gateway.PostAsync("correct", """{"budget":"default/tokens","key":["alice"],"unit":"tokens","change":-950}"""), "used").ShouldBe("0.5");
        await gateway.ServeAsync(CallerToken.For("alice"));
        HttpMessage reset = await gateway.PostAsync("reset", """{"budget":"default/tokens","key":["alice"]}""");
        Json(reset).GetProperty("limits").EnumerateArray().Select(limit => limit.GetProperty("used").GetDecimal()).ShouldBe([0, 0]);
        string log = string.Join('\n', gateway.Log.Lines);
        log.ShouldContain("An operator changed what is used of the budget default/tokens by 850.5, counter default/tokens/tokens/DAY/UTC/");
        log.ShouldContain("An operator reset what is used of the budget default/tokens, counter default/tokens/requests/DAY/UTC/");
        log.ShouldNotContain("alice");
    }

    [Theory]
    [InlineData("correct", """{"budget":"default/other","key":["a"],"change":1}""", 404, "default/tokens")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a","b"],"change":1}""", 400, "values of sub")]
    [InlineData("correct", """{"budget":"default/tokens","change":1}""", 400, "values of sub")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"change":1}""", 400, "Say which limit")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"unit":"cost","change":1}""", 404, "requests/DAY/UTC")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"unit":"requests"}""", 400, "change is")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"unit":"requests","change":0.5}""", 400, "change is")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"unit":"requests","change":1e27}""", 400, "change is")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"unit":"requests","change":1e99}""", 400, "JSON object")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"unit":"concurrent","change":1}""", 400, "under way")]
    [InlineData("correct", """{"budget":"default/tokens","key":["a"],"units":"requests","change":1}""", 400, "no other member")]
    [InlineData("reset", "null", 400, "JSON object")]
    [InlineData("reset", "{", 400, "JSON object")]
    [InlineData("reset", """{"budget":"default/tokens","key":["\ud800"]}""", 400, "values of sub")]
    public async Task What_can_not_be_meant_is_told_and_changes_nothing(string what, string body, int status, string told)
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}, {requests: 5, per: DAY}, {concurrent: 2}]");

        HttpMessage answer = await gateway.PostAsync(what, body);

        (answer.Status, answer["content-type"].Single()).ShouldBe((status, "application/problem+json"));
        Json(answer).GetProperty("detail").GetString()!.ShouldContain(told);
    }

    [Theory]
    [InlineData("?budget=other", 404, "default/tokens")]
    [InlineData("?budget=default/tokens&key=alice", 400, "values of sub")]
    [InlineData("?budget=default/tokens&key=[]", 400, "values of sub")]
    [InlineData("?budget=default/tokens&key=[%22a%22]&key=[%22b%22]", 400, "values of sub")]
    public async Task What_an_operator_asks_wrongly_is_told(string query, int status, string told)
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]");

        HttpMessage answer = await gateway.GetAsync("/llmpolicy/budgets" + query, operatorKey: true);

        answer.Status.ShouldBe(status);
        Json(answer).GetProperty("detail").GetString()!.ShouldContain(told);
    }

    [Fact]
    public async Task What_all_share_has_no_key()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("shared: true, limits: [{requests: 5, per: DAY}]");
        await gateway.ServeAsync(CallerToken.For("alice"));

        Subject(await gateway.GetAsync("/llmpolicy/budgets?budget=default/tokens", operatorKey: true), "used").ShouldBe("1");
        Subject(await gateway.PostAsync("correct", """{"budget":"default/tokens","change":3}"""), "used").ShouldBe("4");
        Told(await gateway.GetAsync("/llmpolicy/usage", CallerToken.For("bob")), 0, "used", "remaining").ShouldBe("4 1");
    }

    [Theory]
    [InlineData("true", """[["alice"],["bob"]]""")]
    [InlineData("false", null)]
    public async Task Keys_are_listed_only_where_they_are_kept(string kept, string? listed)
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]", keepNames: kept);
        await gateway.ServeAsync(CallerToken.For("alice"));
        await gateway.ServeAsync(CallerToken.For("bob"));

        JsonElement budget = Json(await gateway.GetAsync("/llmpolicy/budgets?budget=default/tokens", operatorKey: true));

        (budget.TryGetProperty("subjects", out JsonElement subjects) ? subjects.GetRawText() : null).ShouldBe(listed);
    }

    [Fact]
    public async Task Who_is_no_operator_is_told_nothing()
    {
        await using OperatedGateway gateway = await OperatedGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]");

        foreach (string path in new[] { "/llmpolicy/budgets", Of("[\"alice\"]") })
        {
            (await gateway.GetAsync(path, CallerToken.Text)).Status.ShouldBe(401);
        }
    }

    private static string Of(string key) => $"/llmpolicy/budgets?budget=default/tokens&key={Uri.EscapeDataString(key)}";

    private static JsonElement Json(HttpMessage answer) => JsonElement.Parse(answer.Body);

    /// <summary>Members of one limit of a caller's only budget.</summary>
    private static string Told(HttpMessage answer, int limit, params string[] members) => Members(Json(answer).GetProperty("budgets")[0], limit, members);

    /// <summary>Members of the first limit of a key.</summary>
    private static string Subject(HttpMessage answer, params string[] members) => Members(Json(answer), 0, members);

    private static string Members(JsonElement budget, int limit, string[] members) =>
        string.Join(' ', members.Select(member => budget.GetProperty("limits")[limit].GetProperty(member).ToString()));

    /// <summary>A store that never answers.</summary>
    private sealed class StoreAway : IBudgetStore
    {
        public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => new(new BudgetReserveResult(BudgetReserveOutcome.Unavailable, default));

        public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) => new(BudgetEndOutcome.Unknown);

        public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => new(BudgetEndOutcome.Unknown);

        public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => new((BudgetCount?)null);

        public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => default;

        public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => default;

        public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => default;
    }
}
