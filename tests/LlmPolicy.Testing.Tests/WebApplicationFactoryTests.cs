using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Testing;

/// <summary>An app team's own integration tests.</summary>
public sealed class WebApplicationFactoryTests
{
    private const string Rbac = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            options:
              jwt:
                providers:
                  company: {issuer: me, PROVIDER}
              rbac: {policies: {all: {principals: [{jwtPrincipal: {claims: {team: data}}}]}}}
            routes: [{routeAction: {single: {upstream: {name: up, namespace: default}}}}]
        """;

    private static readonly object Data = new { team = "data" };

    [Theory]
    [InlineData("jwks: {remote: {url: 'https://keys.example/jwks'}}")]
    [InlineData("jwks: {remote: {url: 'https://keys.example/jwks'}}, tokenSource: {headers: [{header: x-token, prefix: 'Key '}]}")]
    [InlineData("jwks: {remote: {url: 'https://keys.example/jwks'}}, tokenSource: {queryParams: [t]}")]
    [InlineData("jwks: {local: {key: '{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}'}}")]
    public async Task A_client_with_claims_is_let_in_or_refused_as_the_policy_says(string provider)
    {
        await using var app = Guard(provider);
        var factory = app.WithLlmPolicyKeys();

        (await StatusAsync(factory.CreateClient(Data))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(factory.CreateClient("""{"team":"data"}"""))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(factory.CreateClient(new { team = "web" }))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(factory.CreateClient(new { team = "data", iss = "you" }))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(factory.CreateClient(new { team = "data", exp = 1 }))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(factory.CreateClient())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_app_sees_the_caller_and_a_query_stays()
    {
        await using var app = Guard("jwks: {remote: {url: 'https://keys.example/jwks'}}, tokenSource: {queryParams: [t]}");

        using var client = app.WithLlmPolicyKeys().CreateClient(Data);

        (await client.GetStringAsync("/?a=b", TestContext.Current.CancellationToken)).ShouldBe("data ?a=b");
    }

    [Fact]
    public async Task A_client_takes_the_options_that_it_is_given()
    {
        await using var app = Guard("jwks: {remote: {url: 'https://keys.example/jwks'}}, tokenSource: {queryParams: [t]}");
        var factory = app.WithLlmPolicyKeys();

        (await StatusAsync(factory.CreateClient(Data, options: new() { AllowAutoRedirect = false }), "/moved")).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(factory.CreateClient(Data), "/moved")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_source_of_keys_that_the_app_has_is_not_asked()
    {
        await using TestedApp app = new(
            services =>
            {
                services.AddRouting();
                services.AddLlmPolicy(_ => { }).AddManifest(Manifest("jwks: {remote: {url: 'https://keys.example/jwks'}}"), "vs.yaml")
                    .AddJwksSource("company", _ => throw new InvalidOperationException("The app's source was made."));
            },
            app => app.UseRouting().UseLlmPolicy().UseEndpoints(endpoints => endpoints.MapGet("/", () => "served")));

        (await StatusAsync(app.WithLlmPolicyKeys().CreateClient(Data))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_app_itself_does_not_trust_such_a_token()
    {
        const string local = "jwks: {local: {key: '{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}'}}";
        await using var app = Guard(local);
        await using var other = Guard(local);
        string token = app.WithLlmPolicyKeys().CreateClient(Data).DefaultRequestHeaders.Authorization!.Parameter!;

        foreach (var client in new[] { other.CreateClient(), other.WithLlmPolicyKeys().CreateClient() })
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            (await StatusAsync(client)).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("production")]
    public async Task In_production_the_app_does_not_start_so(string environment)
    {
        await using var app = Guard("jwks: {remote: {url: 'https://keys.example/jwks'}}", environment);

        Should.Throw<InvalidOperationException>(() => app.WithLlmPolicyKeys().CreateClient()).Message.ShouldStartWith("WithLlmPolicyKeys() makes an app trust keys of a test's own.");
        Should.Throw<InvalidOperationException>(() => app.WithLlmPolicyKeys().CreateClient(Data)).Message.ShouldContain("Production");
    }

    [Fact]
    public async Task Without_the_keys_a_client_with_claims_says_what_is_missing()
    {
        await using var app = Guard("jwks: {remote: {url: 'https://keys.example/jwks'}}");

        Should.Throw<InvalidOperationException>(() => app.CreateClient(Data)).Message.ShouldEndWith("Call factory.WithLlmPolicyKeys() first.");
        Should.Throw<ArgumentException>(() => app.WithLlmPolicyKeys().CreateClient(Data, "firm")).Message.ShouldStartWith("No provider is called 'firm'. There are: company@");
    }

    [Fact]
    public async Task A_gateway_forwards_for_such_a_client()
    {
        await using var upstream = Loopback();
        upstream.Run(context => context.Response.WriteAsync($"{context.Request.Path} {context.Request.Headers.Authorization}"));
        await upstream.StartAsync(TestContext.Current.CancellationToken);
        await using TestedApp app = new(
            services =>
            {
                services.AddRouting();
                services.AddLlmPolicy(options => options.Upstreams[new("default", "up")] = new Uri(upstream.Urls.Single())).AddManifest(Manifest("jwks: {remote: {url: 'https://keys.example/jwks'}}"), "vs.yaml");
                services.AddReverseProxy().LoadFromLlmPolicy();
            },
            app => app.UseRouting().UseEndpoints(endpoints => endpoints.MapLlmPolicy()));
        var factory = app.WithLlmPolicyKeys();

        (await factory.CreateClient(Data).GetStringAsync("/models", TestContext.Current.CancellationToken)).ShouldBe("/models ");
        (await StatusAsync(factory.CreateClient(new { team = "web" }))).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static TestedApp Guard(string provider, string environment = "Development") => new(
        services =>
        {
            services.AddRouting();
            services.AddAuthentication().AddLlmPolicy();
            services.AddLlmPolicy(_ => { }).AddManifest(Manifest(provider), "vs.yaml");
        },
        app => app.UseRouting().UseAuthentication().UseLlmPolicy().UseEndpoints(endpoints =>
        {
            endpoints.MapGet("/", (ClaimsPrincipal caller, HttpRequest request) => $"{caller.FindFirst("team")?.Value} {request.QueryString}");
            endpoints.MapGet("/moved", () => Results.Redirect("/"));
        }),
        environment);

    private static WebApplication Loopback()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private static string Manifest(string provider) => Rbac.Replace("PROVIDER", provider, StringComparison.Ordinal);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path = "/") =>
        (await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode;
}
