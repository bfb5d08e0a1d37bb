using System.Net;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Outgoing;

/// <summary>Calls that the policy refuses: the app is told why, and nobody is connected to.</summary>
public sealed class RefusedCallTests
{
    private const string Staff = "rbac: {policies: {staff: {principals: [{jwtPrincipal: {claims: {team: research} } }]} } }";

    [Fact]
    public async Task A_call_without_a_token_is_refused()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        LlmPolicyRefusedException refused = await app.RefusedAsync(OutgoingApp.Call());

        (refused.Reason, refused.StatusCode, refused.Response.Body).ShouldBe((ReasonCodes.JwtMissing, 401, "Jwt is missing"));
        refused.DecisionId.Length.ShouldBe(32);
        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"team\":\"sales\"")]
    public async Task A_caller_whose_claims_are_not_allowed_is_refused(string claims)
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null, host: Staff);

        LlmPolicyRefusedException refused = await app.RefusedAsync(OutgoingApp.Call(token: OutgoingApp.Token(claims)));

        (refused.Reason, refused.StatusCode).ShouldBe((ReasonCodes.RbacDenied, 403));
        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_is_not_allowed_is_refused()
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null, OutgoingApp.Models("[{models: [good*]}]"));

        LlmPolicyRefusedException refused = await app.RefusedAsync(OutgoingApp.Call("""{"model":"evil"}""", OutgoingApp.Token()));

        (refused.Reason, refused.StatusCode).ShouldBe((ReasonCodes.ModelDenied, 403));
        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_a_budget_has_too_little_for_is_refused_and_says_when_it_has_more()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, OutgoingApp.Budget("limits: [{requests: 1, window: 30s}]"));
        (await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()))).StatusCode.ShouldBe(HttpStatusCode.OK);

        LlmPolicyRefusedException refused = await app.RefusedAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        (refused.Reason, refused.StatusCode).ShouldBe((ReasonCodes.BudgetExceeded, 429));
        refused.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
        provider.Connections.ShouldBe(1);
        provider.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://chat.policy/elsewhere", ReasonCodes.OtherRoute)]
    [InlineData("http://chat.policy/own", ReasonCodes.OtherRoute)]
    [InlineData("http://evil.test/hf/chat/completions", ReasonCodes.NoVirtualHost)]
    [InlineData("https://provider.test/v1/chat/completions", ReasonCodes.NoVirtualHost)]
    [InlineData("http://chat.policy/hf/%2e%2e/elsewhere", ReasonCodes.OtherRoute)]
    public async Task A_call_to_another_host_or_by_another_route_is_refused(string address, string reason)
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null);

        (await app.RefusedAsync(OutgoingApp.Call(token: OutgoingApp.Token(), address: address))).Reason.ShouldBe(reason);

        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_whose_key_is_missing_is_refused_and_gives_back_what_it_reserved()
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(
            null,
            OutgoingApp.Budget("limits: [{requests: 1, per: MONTH}]"),
            "\n",
            services => services.Configure<LlmPolicyOptions>(options =>
                options.Secrets[new ResourceName("default", "key")] = new HeaderSecret(
                    new Dictionary<string, SecretValue> { ["Authorization"] = new("Bearer k") }, DateTimeOffset.UnixEpoch)));

        LlmPolicyRefusedException first = await app.RefusedAsync(OutgoingApp.Call(token: OutgoingApp.Token()));
        LlmPolicyRefusedException second = await app.RefusedAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        (first.Reason, first.StatusCode).ShouldBe((ReasonCodes.SecretUnavailable, 503));
        second.Reason.ShouldBe(ReasonCodes.SecretUnavailable);
        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_logged_and_told_to_observers_as_a_gateways_is()
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null);

        LlmPolicyRefusedException refused = await app.RefusedAsync(OutgoingApp.Call());

        app.Logs.Named("Refused").ShouldHaveSingleItem().Text.ShouldStartWith($"Decision {refused.DecisionId}: refused with 401 jwt.missing; route default/chat:hf, rule ");
        RequestCompletion completion = await app.Witness.NextAsync();
        (completion.StatusCode, completion.Ending).ShouldBe((401, RequestEnding.Whole));
    }

    [Fact]
    public async Task An_app_whose_route_no_manifest_has_does_not_start()
    {
        LlmPolicyException failed = await Should.ThrowAsync<LlmPolicyException>(() => OutgoingApp.StartAsync(null, route: "default/chat:gone"));

        failed.Message.ShouldStartWith("The HttpClient 'chat' is for the route default/chat:gone, which no manifest has. There are: default/app:");
    }

    [Fact]
    public void A_client_has_one_route()
    {
        IHttpClientBuilder client = new ServiceCollection().AddHttpClient("chat").AddLlmPolicy("default/a:b");

        Should.Throw<InvalidOperationException>(() => client.AddLlmPolicy("default/a:c")).Message.ShouldBe("The HttpClient 'chat' has a route already.");
    }

    [Fact]
    public async Task A_body_of_the_apps_that_fails_is_the_apps_own_failure()
    {
        await using OutgoingApp app = await OutgoingApp.StartAsync(null, OutgoingApp.Models("[{models: ['*']}]"));
        HttpRequestMessage call = OutgoingApp.Call(token: OutgoingApp.Token());
        call.Content = new StreamContent(new BrokenStream());
        call.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        (await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(call))).InnerException.ShouldBeOfType<IOException>().Message.ShouldBe("mine");

        app.Dialer.Dialed.ShouldBeEmpty();
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("mine");
    }

    [Fact]
    public async Task What_an_app_goes_on_with_after_a_request_has_the_rights_of_its_caller_and_not_the_apps()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, host: Staff, services: services => services.AddHttpContextAccessor());
        IHttpContextAccessor served = app.Services.GetRequiredService<IHttpContextAccessor>();
        Task<Exception?>? left = null;
        app.Endpoint = (client, _) =>
        {
            left = Task.Run(async () =>
            {
                await UntilOverAsync(served);
                return await Record.ExceptionAsync(() => client.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token("\"team\":\"research\"")), TestContext.Current.CancellationToken));
            });
            return Task.CompletedTask;
        };

        using HttpResponseMessage answer = await app.AskAsync(OutgoingApp.Token("\"team\":\"sales\""));

        (await left.ShouldNotBeNull()).ShouldBeOfType<LlmPolicyRefusedException>().Reason.ShouldBe(ReasonCodes.RbacDenied);
        provider.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task What_an_app_goes_on_with_after_a_request_is_admitted_where_its_caller_is()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, host: Staff, services: services => services.AddHttpContextAccessor());
        IHttpContextAccessor served = app.Services.GetRequiredService<IHttpContextAccessor>();
        Task<HttpResponseMessage>? left = null;
        app.Endpoint = (client, _) =>
        {
            left = Task.Run(async () =>
            {
                await UntilOverAsync(served);
                return await client.SendAsync(OutgoingApp.Call(), TestContext.Current.CancellationToken);
            });
            return Task.CompletedTask;
        };

        using HttpResponseMessage answer = await app.AskAsync(OutgoingApp.Token("\"team\":\"research\""));

        using HttpResponseMessage called = await left.ShouldNotBeNull();
        called.StatusCode.ShouldBe(HttpStatusCode.OK);
        provider.Requests.ShouldHaveSingleItem().Header("Authorization").ShouldBe($"Bearer {OutgoingApp.Key}");
    }

    [Fact]
    public async Task Work_that_a_request_starts_in_no_flow_of_its_own_is_a_job_of_the_apps()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, host: Staff);
        Task<HttpResponseMessage>? job = null;
        app.Endpoint = (client, _) =>
        {
            using (ExecutionContext.SuppressFlow())
            {
                job = Task.Run(() => client.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token("\"team\":\"research\"")), TestContext.Current.CancellationToken));
            }

            return Task.CompletedTask;
        };

        using HttpResponseMessage answer = await app.AskAsync(OutgoingApp.Token("\"team\":\"sales\""));

        using HttpResponseMessage called = await job.ShouldNotBeNull();
        called.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_client_with_a_route_in_an_app_without_a_policy_stops_the_start(string environment)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Services.AddHttpClient("chat").AddLlmPolicy(OutgoingApp.Route);

        InvalidOperationException stopped = await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            await using WebApplication app = builder.Build();
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        stopped.Message.ShouldBe("AddLlmPolicy(route) needs a line builder.AddLlmPolicy().");
    }

    /// <summary>The server has let go of the request.</summary>
    private static async Task UntilOverAsync(IHttpContextAccessor served)
    {
        while (served.HttpContext is not null)
        {
            await Task.Yield();
        }
    }
}
