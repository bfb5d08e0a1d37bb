using System.Text.Json;

namespace LlmPolicy.Gateway.Budgets;

/// <summary>What a TokenBudget lets pass, by socket.</summary>
public sealed class BudgetLimitTests
{
    [Fact]
    public async Task Requests_are_served_until_the_limit_and_refused_after_it_with_what_the_client_has_to_know()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 2, per: DAY}]", new RawUpstream(BudgetGateway.Answer(40, 60)));

        (await gateway.SendAsync()).Status.ShouldBe(200);
        HttpMessage second = await gateway.SendAsync();
        HttpMessage third = await gateway.SendAsync();
        HttpMessage another = await gateway.SendAsync(caller: "b");

        (second.Status, third.Status, another.Status).ShouldBe((200, 429, 200));
        (second["x-ratelimit-limit-requests"].Single(), second["x-ratelimit-remaining-requests"].Single()).ShouldBe(("2", "0"));
        (third["x-ratelimit-limit-requests"].Single(), third["x-ratelimit-remaining-requests"].Single(), third["x-ratelimit-reset-requests"].Single()).ShouldBe(("2", "0", "60s"));
        third["content-type"].ShouldBe(["application/json"]);
        JsonElement error = JsonElement.Parse(third.Body).GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldContain("default/tokens");
        third.Body.ShouldNotContain("\"a\"");
    }

    [Fact]
    public async Task Each_request_moves_the_counter_by_exactly_what_its_answer_reports()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]", new RawUpstream(BudgetGateway.Answer(40, 60)));

        for (int sent = 1; sent <= 5; sent++)
        {
            (await gateway.SendAsync()).Status.ShouldBe(200);
            (await gateway.TokensAsync()).ShouldBe((sent * 100, 0));
        }

        (await gateway.TokensAsync("b")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_was_reserved_and_not_used_is_there_for_the_next_request_and_its_headers_say_so()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(
            "key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}], reserve: {output: 800}", new RawUpstream(BudgetGateway.Answer(40, 60)));

        HttpMessage first = await gateway.SendAsync("""{"model":"m"}""");
        HttpMessage second = await gateway.SendAsync("""{"model":"m"}""");
        HttpMessage third = await gateway.SendAsync("""{"model":"m"}""");

        (first.Status, second.Status, third.Status).ShouldBe((200, 200, 429));
        // Three tokens of input and 800 of output are reserved; of the first request 100 were used.
        first["x-ratelimit-remaining-tokens"].ShouldBe(["197"]);
        second["x-ratelimit-remaining-tokens"].ShouldBe(["97"]);
        third["x-ratelimit-remaining-tokens"].ShouldBe(["800"]);
    }

    [Fact]
    public async Task A_refused_request_takes_nothing_of_any_budget()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(
                BudgetGateway.Document("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]")
                + BudgetGateway.Document("shared: true, limits: [{requests: 1, per: DAY}]", "all")),
            new RawUpstream(BudgetGateway.Answer(40, 60)));

        (await gateway.SendAsync()).Status.ShouldBe(200);
        HttpMessage refused = await gateway.SendAsync(caller: "b");

        refused.Status.ShouldBe(429);
        refused.Body.ShouldContain("default/all");
        (await gateway.TokensAsync("b")).ShouldBe((0, 0));
        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day, "", "default/all")).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_group_shares_a_budget_beside_each_members_own()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(
                BudgetGateway.Document("key: [{claim: sub}], limits: [{requests: 2, per: DAY}]")
                + BudgetGateway.Document("key: [{claim: iss}], limits: [{requests: 3, per: DAY}]", "company")),
            new RawUpstream(BudgetGateway.Answer(40, 60)));

        (await gateway.SendAsync(caller: "a")).Status.ShouldBe(200);
        (await gateway.SendAsync(caller: "a")).Status.ShouldBe(200);
        HttpMessage own = await gateway.SendAsync(caller: "a");
        (await gateway.SendAsync(caller: "b")).Status.ShouldBe(200);
        HttpMessage companys = await gateway.SendAsync(caller: "b");

        (own.Status, companys.Status).ShouldBe((429, 429));
        own.Body.ShouldContain("default/tokens");
        companys.Body.ShouldContain("default/company");
    }

    [Fact]
    public async Task A_new_window_begins_on_its_edge_and_its_first_request_is_served()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 1, per: DAY}]", new RawUpstream(BudgetGateway.Answer(40, 60)));

        (await gateway.SendAsync()).Status.ShouldBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(59));
        HttpMessage before = await gateway.SendAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        (before.Status, before["retry-after"].Single()).ShouldBe((429, "1"));
        (await gateway.SendAsync()).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("DAY", "60", null)]
    [InlineData("MONTH", null, "false")]
    public async Task A_client_is_told_to_come_back_within_a_minute_or_not_to_try_again(string per, string? retryAfter, string? shouldRetry)
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync($"key: [{{claim: sub}}], limits: [{{requests: 1, per: {per}}}]", new RawUpstream(BudgetGateway.Answer(40, 60)));
        await gateway.SendAsync();

        HttpMessage refused = await gateway.SendAsync();

        (refused["retry-after"].SingleOrDefault(), refused["x-should-retry"].SingleOrDefault()).ShouldBe((retryAfter, shouldRetry));
    }

    [Fact]
    [AbuseCase("B1")]
    public async Task Parallel_requests_never_take_more_than_the_limit_and_all_that_fits_is_served()
    {
        TaskCompletionSource answers = new();
        RawUpstream upstream = BudgetGateway.Holding(answers.Task, 9, 60);
        // Nine tokens of input as they are estimated, 60 of output: 20 fit.
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1380, per: DAY}]", upstream);
        string head = BudgetGateway.Head(BudgetGateway.Ask);

        Task<HttpMessage>[] asking = [.. Enumerable.Range(0, 60).Select(_ => gateway.Host.SendAsync(head, BudgetGateway.Ask))];
        for (int refused = 0; refused < 40; refused++)
        {
            (await gateway.CompletedAsync()).StatusCode.ShouldBe(429);
        }

        (await gateway.TokensAsync()).ShouldBe((0, 1380));
        answers.SetResult();
        HttpMessage[] all = await Task.WhenAll(asking);

        all.Count(answer => answer.Status == 200).ShouldBe(20);
        for (int served = 0; served < 20; served++)
        {
            await gateway.CompletedAsync();
        }

        (await gateway.TokensAsync()).ShouldBe((1380, 0));
    }

    [Theory]
    [InlineData("", 8, 10)]
    [InlineData(", hard: true", 8, 10)]
    public async Task Where_there_is_money_for_ten_eight_to_ten_of_a_hundred_are_served_that_do_not_say_how_much_they_may_produce(string more, int least, int most)
    {
        int held = 0;
        TaskCompletionSource answers = new();
        RawUpstream upstream = new(async (stream, _) =>
        {
            if (Volatile.Read(ref held) == 1)
            {
                await answers.Task;
            }

            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(BudgetGateway.Answer(4, 96)));
        });
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}], reserve: {output: 100}" + more, upstream);
        const string Open = """{"model":"m"}""";
        for (int known = 0; known < 8; known++)
        {
            (await gateway.SendAsync(Open)).Status.ShouldBe(200);
        }

        // The next day, with what is known of the first.
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        Volatile.Write(ref held, 1);
        Task<HttpMessage>[] asking = [.. Enumerable.Range(0, 100).Select(_ => gateway.Host.SendAsync(BudgetGateway.Head(Open), Open))];
        int refused = 0;
        while ((await gateway.TokensAsync()).Reserved == 0 || refused < 100 - most)
        {
            (await gateway.CompletedAsync()).StatusCode.ShouldBe(429);
            refused++;
        }

        answers.SetResult();
        HttpMessage[] all = await Task.WhenAll(asking);
        int served = all.Count(answer => answer.Status == 200);
        for (; refused < 100; refused++)
        {
            await gateway.CompletedAsync();
        }

        served.ShouldBeInRange(least, most);
        (await gateway.TokensAsync()).ShouldBe((served * 100, 0));
    }

    [Fact]
    public async Task A_first_request_that_does_not_say_how_much_leaves_most_of_the_budget_to_others()
    {
        TaskCompletionSource answers = new();
        RawUpstream upstream = BudgetGateway.Holding(answers.Task, 4, 60);
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}]", upstream);
        const string Open = """{"model":"m"}""";

        Task<HttpMessage>[] asking = [.. Enumerable.Range(0, 20).Select(_ => gateway.Host.SendAsync(BudgetGateway.Head(Open), Open))];
        for (int refused = 0; refused < 11; refused++)
        {
            (await gateway.CompletedAsync()).StatusCode.ShouldBe(429);
        }

        answers.SetResult();
        (await Task.WhenAll(asking)).Count(answer => answer.Status == 200).ShouldBe(9);
    }

    [Fact]
    public async Task Requests_under_way_are_limited_and_give_their_place_back()
    {
        TaskCompletionSource answers = new();
        RawUpstream upstream = BudgetGateway.Holding(answers.Task, 10, 60);
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{concurrent: 1}]", upstream);

        Task<HttpMessage> first = gateway.Host.SendAsync(BudgetGateway.Head(BudgetGateway.Ask), BudgetGateway.Ask);
        await upstream.NextRequestAsync();
        HttpMessage second = await gateway.SendAsync();
        answers.SetResult();
        await first;
        await gateway.CompletedAsync();

        // Nobody knows when the other ends.
        (second.Status, second["retry-after"].Count, second["x-should-retry"].Count).ShouldBe((429, 0, 0));
        (await gateway.SendAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_budget_in_the_shadow_counts_and_refuses_nobody()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(
            "key: [{claim: sub}], mode: SHADOW, limits: [{requests: 1, per: DAY}, {tokens: 10, per: DAY}]", new RawUpstream(BudgetGateway.Answer(40, 60)));

        for (int i = 0; i < 3; i++)
        {
            HttpMessage answer = await gateway.SendAsync();
            (answer.Status, answer["x-ratelimit-limit-requests"].Count).ShouldBe((200, 0));
        }

        (await gateway.TokensAsync()).ShouldBe((300, 0));
    }

    [Fact]
    public async Task Calls_that_generate_nothing_cost_nothing()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 1, per: DAY}]", new RawUpstream(BudgetGateway.Json(200, """{"data":[]}""")));

        for (int i = 0; i < 3; i++)
        {
            (await gateway.Host.SendAsync($"GET /v1/models HTTP/1.1\nHost: g\nAuthorization: Bearer {CallerToken.For("a")}")).Status.ShouldBe(200);
            await gateway.CompletedAsync();
        }

        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((0, 0));
    }
}
