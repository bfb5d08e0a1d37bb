using System.Collections.Concurrent;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Authentication;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// With the authentication scheme, whom the decision lets pass is the user, and whom it refuses is nobody, however good the token: in front of a guard, behind it, without one, to whoever asks the
/// scheme. An endpoint that asks for a user alone answers as the policy does.
/// </summary>
public sealed class SignedInTests
{
    private static readonly SigningKey Key = SigningKey.Ec();

    private static readonly string Token = Sign("alice", "a");
    private static readonly string Revoked = Sign("mallory", "a");

    private static readonly string Manifests = $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: all, namespace: default}
        spec:
          virtualHost:
            domains: [all.test]
            options: {jwt: {{Jwt}}}
            routes:
        {{Route("/open", "jwt: {disable: true}")}}
        {{Route("/free", "")}}
        {{Route("/mine", Team("a"))}}
        {{Route("/rbac", Team("z"))}}
        {{Route("/key", "extauth: {configRef: {name: keys, namespace: default}}")}}
        {{Route("/csrf", "csrf: {filterEnabled: {defaultValue: {numerator: 100}}}")}}
        {{Route("/fault", "faults: {abort: {percentage: 100, httpStatus: 418}}")}}
        {{Route("/socket", "upgrades: [{websocket: {enabled: false}}]")}}
              - matchers: [{prefix: /closed}]
                directResponseAction: {status: 403}
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: models, namespace: default}
        spec:
          virtualHost:
            domains: [models.test]
            options: {jwt: {{Jwt}}}
            routes:
        {{Route("/", "")}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: models}], rules: [{models: ['good*']}]}
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec: {configs: [{apiKeyAuth: {labelSelector: {team: data} } }]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: carol, namespace: default, labels: {team: data} }
        type: extauth.solo.io/apikey
        stringData: {api-key: a-key-of-carol-1234}
        """;

    /// <summary>What is asked, with which token, and what is answered; 200: it may.</summary>
    private static readonly (string Named, string Request, string Token, int Status)[] Asked =
    [
        ("a token", "GET /free", Token, 200),
        ("a team", "GET /mine", Token, 200),
        ("a key beside the token", "GET /key\napi-key: a-key-of-carol-1234", Token, 200),
        ("a model", Chat("good"), Token, 200),
        ("a page's own", "POST /csrf\nOrigin: http://all.test\nContent-Length: 0", Token, 200),
        ("RBAC", "GET /rbac", Token, 403),
        ("no key beside the token", "GET /key", Token, 401),
        ("a bad key beside the token", "GET /key\napi-key: a-key-of-nobody", Token, 401),
        ("another model", Chat("evil"), Token, 403),
        ("no model", Chat("").Replace("\"model\":\"\"", "\"other\":\"\"", StringComparison.Ordinal), Token, 403),
        ("another site", "POST /csrf\nOrigin: http://other.test\nContent-Length: 0", Token, 403),
        ("a fault", "GET /fault", Token, 418),
        ("an upgrade", "GET /socket\nConnection: Upgrade\nUpgrade: websocket", Token, 403),
        ("another protocol", "GET /free\nConnection: Upgrade\nUpgrade: other", Token, 403),
        ("a route that refuses", "GET /closed", Token, 403),
        ("no route", "GET /none", Token, 404),
        ("no host", "GET /free\nHost: none.test", Token, 404),
        ("a revoked token", "GET /free", Revoked, 401),
        ("an expired token", "GET /free", Sign("alice", "a", ",\"exp\":1000000000"), 401),
        ("another signer", "GET /free", SigningKey.Ec().Sign("""{"iss":"test","sub":"alice","team":"a"}"""), 401),
        ("no token", "GET /free", "", 401),
        ("two readings of an end", "POST /free\nContent-Length: 1\nTransfer-Encoding: chunked", Token, 400),
        ("a Connection too long", "GET /free\nConnection: a,b,c,d,e,f,g,h,i,j,k", Token, 400),
    ];

    private readonly ConcurrentQueue<string> _users = new();

    /// <summary>How the app has the policy arranged.</summary>
    public enum Arranged
    {
        /// <summary>The scheme is asked before all else, as WebApplication has it.</summary>
        BeforeAll,

        /// <summary>Behind the guard.</summary>
        BehindTheGuard,

        /// <summary>Endpoints are guarded from within.</summary>
        FromWithin,

        /// <summary>Nothing is guarded: endpoints ask for a user.</summary>
        WithoutGuard,
    }

    [Theory]
    [InlineData(Arranged.BeforeAll)]
    [InlineData(Arranged.BehindTheGuard)]
    [InlineData(Arranged.FromWithin)]
    [InlineData(Arranged.WithoutGuard)]
    public async Task Whoever_is_refused_is_nobody(Arranged arranged)
    {
        await using GatewayHost app = await StartAsync(arranged);
        List<string> broken = [];
        foreach ((string named, string request, string token, int status) in Asked)
        {
            string[] lines = request.Split('\n');
            string host = named.Contains("model", StringComparison.Ordinal) ? "\nHost: models.test" : request.Contains("\nHost:", StringComparison.Ordinal) ? "" : "\nHost: all.test";
            string[] cut = request.Split("\n\n");
            string head = $"{lines[0]} HTTP/1.1{host}{cut[0][lines[0].Length..]}{(token.Length > 0 ? $"\nAuthorization: Bearer {token}" : "")}";

            HttpMessage answer = await app.SendAsync(head, cut.Length > 1 ? cut[1] : named.StartsWith("two", StringComparison.Ordinal) ? "0\r\n\r\n" : "");

            string users = string.Join(',', _users.Distinct());
            _users.Clear();
            bool holds = status == 200 ? answer.Status == 200 && users.Contains("alice") && answer.Body == "alice" : answer.Status == status && users is "" or "nobody";
            broken.AddRange(holds ? [] : [$"{named}: {answer.Status} {answer.Body}, users: {users}"]);
        }

        broken.ShouldBeEmpty();
    }

    private Task<GatewayHost> StartAsync(Arranged arranged) => GatewayHost.StartAsync(
        Manifests,
        new LoopbackDialer(1),
        proxy =>
        {
            proxy.Services.AddAuthentication().AddLlmPolicy();
            proxy.Services.AddAuthorization();
        },
        app =>
        {
            app.Use(NoteAsync);
            app.UseRouting();
            if (arranged == Arranged.BehindTheGuard)
            {
                app.UseLlmPolicy();
            }

            app.UseAuthentication();
            app.Use(NoteAsync);
            if (arranged == Arranged.BeforeAll)
            {
                app.UseLlmPolicy();
                app.Use(NoteAsync);
            }

            app.UseAuthorization();
        },
        app =>
        {
            var endpoint = app.Map("/{**rest}", (HttpContext context) =>
            {
                Note(context.User.Identity);
                return context.User.Identity?.Name ?? "nobody";
            });
            _ = arranged switch
            {
                Arranged.FromWithin => endpoint.RequireLlmPolicy(),
                Arranged.WithoutGuard => endpoint.RequireAuthorization(),
                _ => endpoint,
            };
            // Without a guard the policy would have nothing to do, which stops a start.
            app.MapGet("/guarded", () => "").RequireLlmPolicy();
        },
        ("LlmPolicy:Upstreams:default:app", "http://127.0.0.1:1"), ("LlmPolicy:Revoked:0:Provider", "p"), ("LlmPolicy:Revoked:0:Claim", "sub"), ("LlmPolicy:Revoked:0:Value", "mallory"));

    /// <summary>Notes who the user is, on the way in and out, and who the scheme says he is.</summary>
    private async Task NoteAsync(HttpContext context, RequestDelegate next)
    {
        Note(context.User.Identity);
        if (context.GetEndpoint() is not null)
        {
            Note((await context.AuthenticateAsync(LlmPolicyAuthenticationDefaults.AuthenticationScheme)).Principal?.Identity);
        }

        context.Response.OnStarting(() =>
        {
            Note(context.User.Identity);
            return Task.CompletedTask;
        });
        await next(context);
    }

    private void Note(System.Security.Principal.IIdentity? user) => _users.Enqueue(user is { IsAuthenticated: true } ? user.Name ?? "somebody" : "nobody");

    private static string Chat(string model) => $$"""{"model":"{{model}}","messages":[]}""" is var body ? $"POST /v1/chat/completions\nContent-Type: application/json\nContent-Length: {body.Length}\n\n{body}" : "";

    private static string Sign(string name, string team, string more = "") => Key.Sign($$"""{"iss":"test","sub":"{{name}}","team":"{{team}}"{{more}}}""");

    private static string Jwt => "{providers: {p: {issuer: test, jwks: {local: {key: \"" + Key.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}";

    private static string Team(string team) => "rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {team: " + team + "}}}]}}}";

    private static string Route(string prefix, string options) =>
        $"      - matchers: [{{prefix: {prefix}}}]\n        routeAction: {{single: {{upstream: {{name: app, namespace: default}}}}}}\n        options: {{{options}}}";
}
