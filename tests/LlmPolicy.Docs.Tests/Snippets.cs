using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using LlmPolicy.Testing;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenAI;

namespace LlmPolicy.Docs;

/// <summary>The C# that the documents show. Compiled, never run.</summary>
internal static class Snippets
{
    public static void ReadmeGuard(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy();                                    // reads the folder policies/
        var app = builder.Build();
        app.UseLlmPolicy();                                        // guards every endpoint
        // end
    }

    public static void ReadmeGateway(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy();
        builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        var app = builder.Build();
        app.MapLlmPolicy();
        // end
    }

    public static void Telemetry(WebApplicationBuilder builder)
    {
        // snippet
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("LlmPolicy"))
            .WithTracing(tracing => tracing.AddSource("LlmPolicy"));
        // end
    }

    public static void BudgetEndpoints(WebApplication app)
    {
        // snippet
        app.MapLlmPolicyUsage("/llmpolicy/usage");
        app.MapLlmPolicyBudgets("/llmpolicy/budgets").RequireAuthorization("operators");
        // end
    }

    public static void Dashboard(WebApplication app)
    {
        // snippet
        app.MapLlmPolicyDashboard("/llmpolicy").RequireAuthorization("operators");
        // end
    }

    public static void OutgoingClient(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy();
        builder.Services.AddHttpClient("chat", client => client.BaseAddress = new Uri("http://chat.policy/"))
            .AddLlmPolicy("default/chat:hf");
        // end
    }

    public static async Task OutgoingCallAsync(HttpClient client, HttpContext context, object chat)
    {
        // snippet
        try
        {
            using var answer = await client.PostAsJsonAsync("hf/chat/completions", chat, context.RequestAborted);
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (LlmPolicyRefusedException refused)
        {
            context.Response.StatusCode = refused.StatusCode;      // what a gateway would have answered
            await context.Response.WriteAsync($"{refused.Reason}, decision {refused.DecisionId}", context.RequestAborted);
        }
        // end
    }

    public static void OutgoingChats(WebApplicationBuilder builder, IChatClient inner)
    {
        // snippet
        builder.AddLlmPolicy().AddChatRoute("default/chat:hf");
        builder.Services.AddChatClient(inner)
            .UseLlmPolicy("default/chat:hf", options => options.Address = new Uri("http://chat.policy/hf/chat/completions"));
        // end
    }

    public static void OutgoingChatsOfOpenAI(WebApplicationBuilder builder)
    {
        // snippet
        builder.Services.AddChatClient(services => new OpenAIClient(
                new ApiKeyCredential("unused"),
                new OpenAIClientOptions
                {
                    Endpoint = new Uri("http://chat.policy/hf"),
                    Transport = new HttpClientPipelineTransport(services.GetRequiredService<IHttpClientFactory>().CreateClient("chat")),
                }).GetChatClient("gpt-4o-mini").AsIChatClient())
            .UseLlmPolicy("default/chat:hf");
        // end
    }

    public static void RedisBudgets(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddRedisBudgets("redis.internal:6379");
        // end
    }

    public static void SqliteBudgets(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddSqliteBudgets("/var/lib/gateway/budgets.db");
        // end
    }

    public static void Guard(string[] args)
    {
        // snippet
        var builder = WebApplication.CreateBuilder(args);
        builder.AddLlmPolicy();

        var app = builder.Build();
        app.UseLlmPolicy();
        app.MapPost("/v1/chat", () => "hello");
        app.MapGet("/healthz", () => "ok").DisableLlmPolicy();
        app.Run();
        // end
    }

    public static void Why(CompiledPolicy policy, PolicyRequest request, PolicyFacts facts, DateTimeOffset now)
    {
        // snippet
        PolicyExplanation explanation = policy.Explain(request, facts, now);
        Console.WriteLine(explanation.Decision.Reason);
        Console.WriteLine(explanation);
        // end
    }

    public static void Usage(IReadOnlyList<HeaderField> headers, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        // snippet
        using LlmUsageReader reader = new(new UpstreamAnswer(200, headers));
        foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            reader.Read(chunk.Span);                                   // as it came; the client gets the same bytes
        }

        LlmUsage usage = reader.Complete(LlmAnswerEnd.Whole);
        Console.WriteLine($"{usage.Model}: {usage.Input} + {usage.Output}, {usage.Source}");
        // end
    }

    public static void Health(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy();
        builder.Services.AddHealthChecks().AddLlmPolicy();

        var app = builder.Build();
        app.UseLlmPolicy();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).DisableLlmPolicy();
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).DisableLlmPolicy();
        // end
    }

    public static void OneEndpoint(WebApplication app)
    {
        // snippet
        app.MapPost("/v1/chat", () => "hello").RequireLlmPolicy();
        // end
    }

    public static void Caller(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy();
        builder.Services.AddAuthentication().AddLlmPolicy();
        builder.Services.AddAuthorization();
        // end
        builder.Services.AddAuthentication().AddLlmPolicy(o => o.NameClaimType = "email");
    }

    public static void PathBase(WebApplication app)
    {
        // snippet
        app.UsePathBase("/app");               // manifest: prefix: /app/v1
        app.UseRouting();
        app.UseLlmPolicy();
        app.MapGet("/v1/models", () => "...");
        // end
    }

    public static void Cors(WebApplication app)
    {
        // snippet
        app.UseCors();
        app.UseLlmPolicy();
        // end
    }

    public static void Caches(WebApplication app)
    {
        // snippet
        app.UseOutputCache();
        app.UseLlmPolicy();
        app.MapGet("/models", () => "...").CacheOutput().DisableLlmPolicy();
        // end
    }

    public static void Feature(WebApplication app)
    {
        // snippet
        app.MapGet("/why", (HttpContext context) =>
        {
            var policy = context.Features.GetRequiredFeature<ILlmPolicyFeature>();
            return $"{policy.Decision.Route} by {policy.Decision.Position}";
        });
        // end
    }

    public static void Observed(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddDecisionObserver<Refusals>();
        // end
    }

    public static void WithLimits(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddRateLimitService<MyLimits>();
        // end
    }

    public static void InCode(WebApplicationBuilder builder, string yaml)
    {
        // snippet
        builder.AddLlmPolicy()
            .AddManifest(yaml)
            .AddManifests(new EmbeddedFileProvider(typeof(Program).Assembly))
            .AddSecretSource<VaultSecrets>()
            .AddEdDsa();
        // end
    }

    public static void KeysOfTheApp(WebApplicationBuilder builder, ConfigurationManager<OpenIdConnectConfiguration> configuration, X509Certificate2 certificate)
    {
        // snippet
        builder.AddLlmPolicy()
            .AddOpenIdConnectKeys("login", "https://login.example")                 // where its discovery says
            .AddOpenIdConnectKeys("staff", configuration)                           // an app's own ConfigurationManager
            .AddSecurityKeys("batch", [new X509SecurityKey(certificate)]);          // keys that it holds
        // end
    }

    public static void SourceOfKeys(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddJwksSource("vault", services => new VaultKeys());
        // end
    }

    public static void KeysOfJwtBearer(WebApplicationBuilder builder)
    {
        // snippet
        builder.Services.AddAuthentication().AddJwtBearer(options => options.Authority = "https://login.example");
        builder.AddLlmPolicy().AddOpenIdConnectKeys("login", services =>
            services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager);
        // end
    }

    public static void Gateway(string[] args)
    {
        // snippet
        var builder = WebApplication.CreateBuilder(args);
        builder.AddLlmPolicy();
        builder.Services.AddReverseProxy().LoadFromLlmPolicy();

        var app = builder.Build();
        app.MapLlmPolicy();
        app.Run();
        // end
    }

    public static void EdDsa(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddEdDsa();
        // end
    }

    public static void Report(HttpContext context, LlmUsage usage)
    {
        // snippet
        context.Features.Get<ILlmUsageFeature>()?.Report(usage);
        // end
    }

    public static void Tokenizer(WebApplicationBuilder builder)
    {
        // snippet
        builder.AddLlmPolicy().AddTokenizer();                                      // o200k_base, for every model
        // end
    }

    public static PolicyDecision Core(string yaml, string token)
    {
        // snippet
        var compilation = PolicyCompiler.Compile([new ManifestFile("policy.yaml", yaml)]);
        if (compilation.Policy is not { } policy)
        {
            throw new InvalidOperationException(string.Join('\n', compilation.Diagnostics));
        }

        var request = new PolicyRequest
        {
            Method = "POST",
            Target = "/v1/chat",
            Authority = "api.example",
            Headers = [new("authorization", $"Bearer {token}")],
        };
        var decision = policy.Evaluate(request, PolicyFacts.None, DateTimeOffset.UtcNow);
        Console.WriteLine($"{decision.Outcome} {decision.Reason} {decision.Position}");
        // end
        return decision;
    }

    public static async Task<PolicyDecision> CoreKeysAsync(CompiledPolicy policy, PolicyRequest request, KeyFetcher keys)
    {
        // snippet
        PolicyFacts facts = new() { Keys = keys.Keys };
        var (decision, _) = await PolicyDecider.DecideAsync(policy, request, facts, keys, TimeProvider.System);
        // end
        return decision;
    }

    public static void Testing()
    {
        // snippet
        foreach (var result in PolicyTests.Load("cases.yaml").Run())
        {
            result.ThrowIfFailed();
        }
        // end
    }

    public static HttpClient TestedApp(WebApplicationFactory<Program> factory)
    {
        // snippet
        var client = factory.WithLlmPolicyKeys().CreateClient(new { team = "data" });
        // end
        return client;
    }

    public static HttpClient[] TestedCallers(WebApplicationFactory<Program> factory)
    {
        // snippet
        var app = factory.WithLlmPolicyKeys();
        var caller = app.CreateClient(new { sub = "someone", team = "data" });
        var other = app.CreateClient("""{"llms": {"huggingface": ["hugging-face-latest"]}}""", provider: "selfminted");
        // end
        return [caller, other];
    }

    internal sealed class Program;

    private sealed class VaultKeys : IJwksSource
    {
        public ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken) => new(ReadOnlyMemory<byte>.Empty);
    }

    private sealed class MyLimits : IRateLimitService
    {
        public ValueTask<RateLimitResponse?> LimitAsync(RateLimitRequest request, CancellationToken cancellationToken) => new(new RateLimitResponse(false));
    }

    private sealed class VaultSecrets : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) => new((HeaderSecret?)null);
    }
}

// snippet
internal sealed class KeyFetcher(CompiledPolicy policy, Func<RemoteJwks, Task<string?>> fetchAsync) : IFactResolver
{
    public RemoteKeySets Keys { get; private set; } = RemoteKeySets.Empty;   // for the requests that follow

    public async ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken)
    {
        if (need is not KeysNeed { Source: var source })
        {
            return facts with { Body = BodyFact.Incomplete };
        }

        if (await fetchAsync(source) is { } jwks && policy.ReadKeys(jwks) is { } set)
        {
            Keys = Keys.With(source, set);
        }

        // For this request: it is not asked for again.
        return facts with { Keys = facts.Keys.UpdatedBy(Keys).Settled(source) };
    }
}
// end

// snippet
internal sealed class Refusals(IMeterFactory meters) : IDecisionObserver
{
    private readonly Counter<long> _refused = meters.Create("MyApp").CreateCounter<long>("myapp.refused");

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (completion.StatusCode >= 400 || completion.Ending != RequestEnding.Whole)
        {
            _refused.Add(1, new KeyValuePair<string, object?>("reason", decided.Decision.Reason));
        }
    }
}
// end

// snippet
public class PolicyCases
{
    private static readonly PolicyTests Tests = PolicyTests.Load("cases.yaml");

    public static TheoryData<string> Names => [.. Tests.Names];

    [Theory, MemberData(nameof(Names))]
    public void Holds(string name) => Tests.Run(name).ThrowIfFailed();
}
// end
