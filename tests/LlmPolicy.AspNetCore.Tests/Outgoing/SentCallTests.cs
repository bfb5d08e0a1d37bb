using System.Net;

namespace LlmPolicy.AspNetCore.Tests.Outgoing;

/// <summary>Calls that are sent: to the Upstream alone, with the provider's key in place of the caller's token.</summary>
public sealed class SentCallTests
{
    [Fact]
    public async Task The_key_goes_to_the_Upstreams_own_address_once_and_the_callers_token_does_not()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        using HttpResponseMessage answer = await app.AskAsync(OutgoingApp.Token());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        ProviderRequest sent = provider.Requests.ShouldHaveSingleItem();
        (sent.Method, sent.Target, sent.Host, sent.Body).ShouldBe(("POST", "/v1/chat/completions", "provider.test", OutgoingApp.Ask));
        sent.Header("Authorization").ShouldBe($"Bearer {OutgoingApp.Key}");
        provider.ServerNames.ShouldHaveSingleItem().ShouldBe("provider.test");
        app.Dialer.Dialed.ShouldBe(["provider.test:443"]);
    }

    [Fact]
    public async Task The_token_of_the_request_that_is_served_counts_and_one_that_the_app_puts_on_does_not()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider, host: "rbac: {policies: {staff: {principals: [{jwtPrincipal: {claims: {team: research} } }]} } }");
        LlmPolicyRefusedException? refused = null;
        app.Endpoint = async (client, _) => refused = await Should.ThrowAsync<LlmPolicyRefusedException>(
            () => client.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token("\"team\":\"research\""))));

        using HttpResponseMessage answer = await app.AskAsync(OutgoingApp.Token("\"team\":\"sales\""));

        refused.ShouldNotBeNull().Reason.ShouldBe(ReasonCodes.RbacDenied);
        provider.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_that_came_in_the_query_counts_too()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        using HttpResponseMessage answer = await app.AskAsync(null, $"/ask?access_token={OutgoingApp.Token()}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        provider.Requests.ShouldHaveSingleItem().Target.ShouldBe("/v1/chat/completions");
    }

    [Fact]
    public async Task A_job_of_the_apps_own_calls_with_the_token_that_it_has()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        provider.Requests.ShouldHaveSingleItem().Header("Authorization").ShouldBe($"Bearer {OutgoingApp.Key}");
    }

    [Fact]
    public async Task An_Upstream_whose_certificate_is_anothers_gets_no_key()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("other.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        await Should.ThrowAsync<HttpRequestException>(() => app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token())));

        provider.Requests.ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("S2")]
    public async Task A_redirect_of_the_providers_is_given_to_the_app_and_not_followed()
    {
        await using ScriptedProvider elsewhere = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            context =>
            {
                context.Response.Redirect($"http://127.0.0.1:{elsewhere.Port}/", permanent: false, preserveMethod: true);
                return Task.CompletedTask;
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        answer.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        elsewhere.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_app_made_stays_as_it_is_and_shows_neither_key_nor_address()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);
        string token = OutgoingApp.Token();
        HttpRequestMessage call = OutgoingApp.Call(token: token);

        using HttpResponseMessage answer = await app.SendAsync(call);

        answer.RequestMessage.ShouldBeSameAs(call);
        call.RequestUri.ShouldBe(new Uri("http://chat.policy/hf/chat/completions"));
        call.Headers.GetValues("Authorization").ShouldBe([$"Bearer {token}"]);
        (await call.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(OutgoingApp.Ask);
    }

    [Fact]
    public async Task A_primary_handler_of_the_apps_never_sees_a_call()
    {
        int seen = 0;
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(
            provider,
            services: services => services.AddHttpClient("chat").ConfigurePrimaryHttpMessageHandler(() => new Seeing(() => seen++)));

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        seen.ShouldBe(0);
    }

    [Fact]
    [AbuseCase("S7")]
    public async Task No_token_and_no_key_is_in_a_log_or_in_an_exception()
    {
        string token = OutgoingApp.Token();
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            ScriptedProvider.Json($"{{\"error\":\"Incorrect API key provided: {OutgoingApp.Key}\"}}", 401), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(
            provider,
            OutgoingApp.Budget("limits: [{requests: 1, per: MONTH}]"),
            services: services => services.AddHttpClient("chat").RedactLoggedHeaders(_ => false));

        using HttpResponseMessage served = await app.AskAsync(token);
        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: Support.TestTokens.Mint("""{"iss":"test","sub":"b"}""")));
        LlmPolicyRefusedException refused = await app.RefusedAsync(OutgoingApp.Call(token: token));

        string shown = string.Join('\n', app.Logs.Lines.Where(line => !line.Category.StartsWith("System.Net.Http.HttpClient", StringComparison.Ordinal)).Select(line => line.Text).Append($"{refused}"));
        app.Logs.Named("SecretSentBack").Count().ShouldBe(2);
        shown.ShouldNotContain(OutgoingApp.Key);
        shown.ShouldNotContain(token);
        app.Logs.Lines.Select(line => line.Text).ShouldAllBe(text => !text.Contains(OutgoingApp.Key));
        (await served.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"{{\"error\":\"Incorrect API key provided: {new string('*', OutgoingApp.Key.Length)}\"}}");
    }

    /// <summary>In the gateway it is masked, too.</summary>
    [Fact]
    public async Task A_key_that_the_providers_refusal_shows_is_masked_where_the_policy_repeats_it()
    {
        string stars = new('*', OutgoingApp.Key.Length);
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(
            context =>
            {
                context.Response.Headers["x-error"] = $"{OutgoingApp.Key} is not known";
                return ScriptedProvider.Json("{}", 401)(context);
            },
            TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(
            provider, host: "headerManipulation: {responseHeadersToAdd: [{header: {key: x-why, value: 'told: %RESP(x-error)%'}}]}");

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        answer.Headers.GetValues("x-error").ShouldBe([$"{stars} is not known"]);
        answer.Headers.GetValues("x-why").ShouldBe([$"told: {stars} is not known"]);
        answer.Headers.GetValues("x-said").ShouldBe(["here"]);
        app.Logs.Named("SecretSentBack").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_goes_upstream_has_the_trace_of_the_app_and_not_its_baggage()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);
        using System.Diagnostics.Activity activity = new System.Diagnostics.Activity("job").AddBaggage("user", "alice").Start();

        using HttpResponseMessage answer = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));

        ProviderRequest sent = provider.Requests.ShouldHaveSingleItem();
        sent.Header("traceparent").ShouldNotBeNull().ShouldContain(activity.TraceId.ToHexString());
        sent.Header("baggage").ShouldBeNull();
        sent.Header("Correlation-Context").ShouldBeNull();
    }

    private sealed class Seeing(Action seen) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen();
            return Task.FromResult(new HttpResponseMessage());
        }
    }

    [Fact]
    public async Task Each_Upstreams_hosts_are_asked_in_turn_whatever_others_are_asked_between()
    {
        await using ScriptedProvider one = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        await using ScriptedProvider two = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7));
        const string others = """

            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: pair, namespace: default}
            spec:
              virtualHost:
                domains: [pair.policy]
                routes:
                  - {name: a, matchers: [{prefix: /a}], routeAction: {single: {upstream: {name: a, namespace: default} } } }
                  - {name: b, matchers: [{prefix: /b}], routeAction: {single: {upstream: {name: b, namespace: default} } } }
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: a, namespace: default}
            spec: {static: {hosts: [{addr: one.test, port: 80}, {addr: two.test, port: 80}]} }
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: b, namespace: default}
            spec: {static: {hosts: [{addr: one.test, port: 80}, {addr: two.test, port: 80}]} }

            """;
        await using OutgoingApp app = await OutgoingApp.StartAsync(null, others, services: services =>
        {
            services.AddHttpClient("a").AddLlmPolicy("default/pair:a");
            services.AddHttpClient("b").AddLlmPolicy("default/pair:b");
        });
        (app.Dialer.Ports["one.test"], app.Dialer.Ports["two.test"]) = (one.Port, two.Port);

        for (int i = 0; i < 4; i++)
        {
            foreach (string name in (string[])["a", "b"])
            {
                using HttpResponseMessage answer = await app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(name)
                    .SendAsync(OutgoingApp.Call(address: $"http://pair.policy/{name}"), TestContext.Current.CancellationToken);
            }
        }

        one.Requests.Select(request => request.Target).ShouldBe(["/a", "/b", "/a", "/b"]);
        two.Requests.Select(request => request.Target).ShouldBe(["/a", "/b", "/a", "/b"]);
    }
}
