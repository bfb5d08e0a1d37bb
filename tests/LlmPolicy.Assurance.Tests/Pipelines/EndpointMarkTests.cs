using System.Net;
using System.Net.Http.Headers;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// Whatever is said of an endpoint and its groups, in whatever order: the innermost that says anything has the word, and of what it says the last. Who is guarded is so once, by whatever guards
/// him; a gateway decides in any case.
/// </summary>
public sealed class EndpointMarkTests
{
    /// <summary>What may be said in one place: R for <c>RequireLlmPolicy</c>, D for <c>DisableLlmPolicy</c>, E for the metadata that exempts.</summary>
    private static readonly string[] Said = ["", "R", "D", "RD", "DR", "E"];

    private static readonly string[][] Places = [.. from outer in Said from inner in Said from own in Said select (string[])[outer, inner, own]];

    private static readonly SigningKey Key = SigningKey.Ec();

    private static readonly string Token = Key.Sign("""{"iss":"test","sub":"alice"}""");

    private static readonly string Manifests = Gateway.Manifests.Guarded(
        "{jwt: {providers: {p: {issuer: test, claimsToHeaders: [{claim: sub, header: x-user}], jwks: {local: {key: \"" + Key.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}}",
        """
        - matchers: [{prefix: /, queryParameters: [{name: secret}]}]
          directResponseAction: {status: 403}
        - matchers: [{prefix: /}]
          routeAction: {single: {upstream: {name: models, namespace: default} } }
          options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-once, value: once}}]}}
        """,
        Gateway.Manifests.Upstream());

    /// <summary>Where <c>UseLlmPolicy</c> stands.</summary>
    public enum Middleware
    {
        None,
        BehindRouting,

        /// <summary>What is said of endpoints is not known there: all are guarded.</summary>
        BeforeRouting,
    }

    [Theory]
    [InlineData(Middleware.None, false)]
    [InlineData(Middleware.None, true)]
    [InlineData(Middleware.BehindRouting, false)]
    [InlineData(Middleware.BehindRouting, true)]
    [InlineData(Middleware.BeforeRouting, false)]
    public async Task The_innermost_and_last_word_counts(Middleware middleware, bool hasScheme)
    {
        await using GatewayHost app = await StartAsync(middleware, hasScheme, MapAll);
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{app.Port}") };
        List<string> broken = [];
        for (int i = 0; i < Places.Length; i++)
        {
            bool isGuarded = middleware == Middleware.BeforeRouting || IsGuarded(Places[i], otherwise: middleware == Middleware.BehindRouting);
            string[] expected = isGuarded
                ? ["401 ", "200 once/alice/", "403 "]
                // Whoever is not asked keeps what he brought.
                : ["200 //", "200 //Bearer", "200 //Bearer"];
            string[] seen = [await AskAsync(client, $"/{i}/in/end", null), await AskAsync(client, $"/{i}/in/end", Token), await AskAsync(client, $"/{i}/in/end?secret=1", Token)];
            broken.AddRange(seen.SequenceEqual(expected) ? [] : [$"{string.Join(" > ", Places[i])}: {string.Join(", ", seen)}"]);
        }

        broken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Middleware.None)]
    [InlineData(Middleware.BehindRouting)]
    [InlineData(Middleware.BeforeRouting)]
    public async Task A_gateway_decides_whatever_is_said_of_its_endpoint(Middleware middleware)
    {
        await using RawUpstream upstream = new();
        foreach (string said in Said)
        {
            await using GatewayHost app = await StartAsync(middleware, hasScheme: false, app =>
            {
                Mark(app.MapLlmPolicy(), said);
                // Where a gateway is all that asks the policy, it may not be exempt: that stops a start.
                app.MapGet("/guarded", () => "").RequireLlmPolicy();
            }, upstream.Port);
            using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{app.Port}") };

            (await AskAsync(client, "/", null)).ShouldBe("401 ", said);
            (await AskAsync(client, "/?secret=1", Token)).ShouldBe("403 ", said);
            upstream.WasReached.ShouldBeFalse(said);
            (await AskAsync(client, "/", Token)).ShouldBe("200 ok", said);

            HttpMessage request = await upstream.NextRequestAsync();
            (string.Join(',', request["x-once"]), string.Join(',', request["x-user"]), request["authorization"].Count).ShouldBe(("once", "alice", 0), said);
        }
    }

    private static bool IsGuarded(string[] places, bool otherwise) => places.LastOrDefault(said => said.Length > 0) is { } said ? said[^1] == 'R' : otherwise;

    private static Task<GatewayHost> StartAsync(Middleware middleware, bool hasScheme, Action<WebApplication> map, int upstream = 1) => GatewayHost.StartAsync(
        Manifests,
        new LoopbackDialer(upstream),
        proxy =>
        {
            if (hasScheme)
            {
                proxy.Services.AddAuthentication().AddLlmPolicy();
            }
        },
        app =>
        {
            if (middleware == Middleware.BeforeRouting)
            {
                app.UseLlmPolicy();
            }

            app.UseRouting();
            if (middleware == Middleware.BehindRouting)
            {
                app.UseLlmPolicy();
            }
        },
        map);

    private static void MapAll(WebApplication app)
    {
        for (int i = 0; i < Places.Length; i++)
        {
            var outer = app.MapGroup($"/{i}");
            var inner = outer.MapGroup("/in");
            // A group's word is one of all its endpoints, whenever it is said.
            bool isSaidLast = i % 2 == 0;
            if (!isSaidLast)
            {
                Mark(outer, Places[i][0]);
                Mark(inner, Places[i][1]);
            }

            Mark(inner.MapGet("/end", Tell), Places[i][2]);
            if (isSaidLast)
            {
                Mark(inner, Places[i][1]);
                Mark(outer, Places[i][0]);
            }
        }
    }

    private static string Tell(HttpContext context)
    {
        var headers = context.Request.Headers;
        return $"{headers["x-once"]}/{headers["x-user"]}/{headers.Authorization.ToString().Split(' ')[0]}";
    }

    private static void Mark(IEndpointConventionBuilder builder, string said)
    {
        foreach (char one in said)
        {
            _ = one switch
            {
                'R' => builder.RequireLlmPolicy(),
                'D' => builder.DisableLlmPolicy(),
                _ => builder.WithMetadata(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Exempt)),
            };
        }
    }

    private static async Task<string> AskAsync(HttpClient client, string path, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return $"{(int)answer.StatusCode} {(answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : "")}";
    }
}
