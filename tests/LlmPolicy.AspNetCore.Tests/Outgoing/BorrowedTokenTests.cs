using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Outgoing;

/// <summary>The token of the request that is served decides on a call, and goes to no provider, unless the call's own route keeps it.</summary>
public sealed class BorrowedTokenTests
{
    private const string Key = "sk-canary";

    private const string None = "";
    private const string Asked = "jwt: {providers: {callers: PROVIDER} }";
    private const string MissingAllowed = "jwt: {providers: {callers: PROVIDER}, validationPolicy: ALLOW_MISSING}";
    private const string FailedAllowed = "jwt: {providers: {others: OTHER}, validationPolicy: ALLOW_MISSING_OR_FAILED}";
    private const string Kept = "jwt: {providers: {callers: {keepToken: true, PLACES} } }";
    private const string FailedKept = "jwt: {providers: {others: {keepToken: true, OTHERS} }, validationPolicy: ALLOW_MISSING_OR_FAILED}";

    private static string Token => OutgoingApp.Token();

    public static MatrixTheoryData<string, Place, string?> Calls { get; } =
        new([None, Asked, MissingAllowed, FailedAllowed, FailedKept], [Place.Header, Place.Query], [null, "X-Company", "x-api-key"]);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_callers_token_goes_to_no_provider(string asked, Place place, string? keyHeader)
    {
        ProviderRequest sent = await SentAsync(asked, place, Token, keyHeader);

        sent.Target.ShouldBe("/v1/models?a=b");
        string.Join('\n', sent.Headers.Select(header => $"{header.Key}: {header.Value}")).ShouldNotContain("eyJ");
        if (keyHeader is not null)
        {
            sent.Header(keyHeader).ShouldBe(Key);
        }
    }

    [Fact]
    public async Task A_route_that_keeps_tokens_sends_the_one_in_a_header()
    {
        string token = Token;

        ProviderRequest sent = await SentAsync(Kept, Place.Header, token, "x-api-key");

        sent.Header("X-Company").ShouldBe(token);
        sent.Header("x-api-key").ShouldBe(Key);
        sent.Target.ShouldBe("/v1/models?a=b");
    }

    [Fact]
    public async Task A_route_that_keeps_tokens_sends_the_one_in_the_query()
    {
        string token = Token;

        ProviderRequest sent = await SentAsync(Kept, Place.Query, token, "x-api-key");

        sent.Header("X-Company").ShouldBeNull();
        sent.Target.ShouldBe($"/v1/models?a=b&t={token}");
    }

    [Fact]
    public async Task A_header_of_several_lines_goes_to_no_provider_even_where_the_route_keeps_tokens()
    {
        ProviderRequest sent = await SentAsync(Kept, Place.TwoLines, Token, null);

        sent.Header("X-Company").ShouldBeNull();
    }

    [Theory]
    [InlineData(None)]
    [InlineData(FailedAllowed)]
    [InlineData(FailedKept)]
    public async Task A_template_of_the_route_shows_no_token_of_the_callers(string asked)
    {
        ProviderRequest sent = await SentAsync(asked, Place.Header, Token, null, "requestHeadersToAdd: [{header: {key: x-shown, value: 'Of %REQ(X-Company)% %REQ(:path)%'} }]");

        sent.Header("x-shown").ShouldNotBeNull().ShouldStartWith("Of ");
        sent.Header("x-shown").ShouldNotBeNull().ShouldNotContain("eyJ");
    }

    private static async Task<ProviderRequest> SentAsync(string asked, Place place, string token, string? keyHeader, string? manipulation = null)
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json("{}"));
        manipulation ??= keyHeader is null ? "" : "requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default} }]";
        await using TestApp app = await TestApp.OnTestServer(new Setup
        {
            Services = builder =>
            {
                builder.AddLlmPolicy().AddManifest(Manifest(asked, manipulation, keyHeader ?? "x-api-key"), "test.yaml");
                builder.Services.Configure<LlmPolicyOptions>(options => options.Upstreams[new ResourceName("default", "provider")] = new Uri($"http://127.0.0.1:{provider.Port}"));
                builder.Services.AddHttpClient("chat").AddLlmPolicy("default/chat:chat");
            },
            Pipeline = app =>
            {
                app.UseLlmPolicy();
                app.MapGet("/ask", async (HttpContext context, IHttpClientFactory clients) =>
                {
                    using HttpResponseMessage answer = await clients.CreateClient("chat").GetAsync("http://chat.policy/v1/models?a=b", context.RequestAborted);
                    return Results.StatusCode((int)answer.StatusCode);
                });
            },
        });

        (string Name, string Value) line = ("X-Company", token);
        using HttpResponseMessage served = place switch
        {
            Place.Header => await app.Get("/ask", null, line),
            Place.TwoLines => await app.Get("/ask", null, line, line),
            _ => await app.Get($"/ask?t={token}"),
        };

        served.StatusCode.ShouldBe(HttpStatusCode.OK);
        return provider.Requests.ShouldHaveSingleItem();
    }

    private static string Manifest(string asked, string manipulation, string keyHeader)
    {
        string callers = Places("test"), others = Places("others");
        asked = asked.Replace("PROVIDER", $"{{{callers}}}").Replace("PLACES", callers).Replace("OTHERS", others).Replace("OTHER", $"{{{others}}}");
        return $$"""
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: app, namespace: default}
            spec:
              virtualHost:
                domains: [localhost]
                options: {jwt: {providers: {callers: { {{callers}} } } } }
                routes: [{matchers: [{prefix: /}], routeAction: {single: {upstream: {name: app, namespace: default} } } }]
            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: chat, namespace: default}
            spec:
              virtualHost:
                domains: [chat.policy]
                options: { {{asked}} }
                routes:
                  - name: chat
                    matchers: [{prefix: /v1}]
                    routeAction: {single: {upstream: {name: provider, namespace: default} } }
                    options: {headerManipulation: { {{manipulation}} } }
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: provider, namespace: default}
            spec: {static: {hosts: [{addr: provider.test, port: 80}]} }
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: key, namespace: default}
            type: gloo.solo.io/header
            stringData: { {{keyHeader}}: {{Key}} }
            """;
    }

    private static string Places(string issuer) =>
        $"issuer: {issuer}, tokenSource: {{queryParams: [t], headers: [{{header: X-Company}}]}}, jwks: {{local: {{key: \"{TestTokens.PublicKeyPem.ReplaceLineEndings("\\n")}\"}} }}";

    public enum Place
    {
        Header,
        TwoLines,
        Query,
    }
}
