using System.Net;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Transforms;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>An app on Kestrel with one pipeline and everything that a request may be led to: endpoints, a terminal middleware, a gateway.</summary>
internal sealed class PipelineHost : IAsyncDisposable
{
    private const string ByRequest = "by-request";
    private const string Nobody = "nobody";
    private readonly WebApplication _app;

    private PipelineHost(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Where HTTP/2 is spoken, and nothing else.</summary>
    public int Http2Port => new Uri(_app.Urls.Last()).Port;

    public static async Task<PipelineHost> StartAsync(Pipeline pipeline, Witness witness, IUpstreamDialer dialer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["LlmPolicy:StripUnderscoreTwins"] = "true";
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(witness).AddSingleton(dialer);
        builder.AddLlmPolicy().AddManifest(Rights.Manifests).AddDecisionObserver<Reporter>();
        // The app's own word on what is sent is not the last.
        builder.Services.AddReverseProxy().LoadFromLlmPolicy().AddTransforms(transforms => transforms.AddRequestTransform(context =>
        {
            context.ProxyRequest.Method = HttpMethod.Delete;
            context.ProxyRequest.RequestUri = new Uri("http://beta.test/g/closed/x?secret=1");
            context.ProxyRequest.Headers.Host = Rights.Closed;
            foreach (string name in (string[])["x-user", "x_user", "x-absent", "x-api-key"])
            {
                context.ProxyRequest.Headers.TryAddWithoutValidation(name, "admin");
            }

            return ValueTask.CompletedTask;
        }));
        builder.Services.AddAuthentication(ByRequest)
            .AddPolicyScheme(ByRequest, null, options => options.ForwardDefaultSelector = context =>
                Arrangement.Of(context).HasScheme ? LlmPolicyAuthenticationDefaults.AuthenticationScheme : Nobody)
            .AddScheme<AuthenticationSchemeOptions, NobodyHandler>(Nobody, null)
            .AddLlmPolicy();
        // What the policy writes there throws.
        builder.Services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            var others = kestrel.RequestHeaderEncodingSelector;
            kestrel.RequestHeaderEncodingSelector = name => name == "x-poison" ? throw new InvalidOperationException() : others(name);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        AddServices(builder.Services);
        WebApplication app = builder.Build();
        Use(app, pipeline, witness);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PipelineHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // A request that hangs is told of where it was asked.
        }

        await _app.DisposeAsync();
    }

    private static void AddServices(IServiceCollection services) => services
        .AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache().SetVaryByHeader(Arrangement.Header)))
        .AddResponseCaching()
        .AddResponseCompression()
        .AddRequestDecompression()
        .AddCors()
        .AddDistributedMemoryCache()
        .AddSession()
        .AddRateLimiter(options => options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context => context.Request.Headers.ContainsKey("x-limited")
            ? RateLimitPartition.GetFixedWindowLimiter(true, _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromDays(1), AutoReplenishment = false })
            : RateLimitPartition.GetNoLimiter(false)));

    private static void Use(WebApplication app, Pipeline pipeline, Witness witness)
    {
        app.UseRouting();
        app.Use((context, next) =>
        {
            if (!Arrangement.Of(context).IsRoutedEarly)
            {
                context.SetEndpoint(null);
                context.Request.RouteValues.Clear();
            }

            return next();
        });
        pipeline.Front?.Use(app);
        app.UseWhen(context => Arrangement.Of(context).HasGuard, branch => branch.UseLlmPolicy());
        pipeline.Behind?.Use(app);
        app.UseRouting();
        app.Use((context, next) => context.Request.Headers.ContainsKey("x-throw") && context.Request.Path != "/error" ? throw new InvalidOperationException("asked for") : next());
        ((IApplicationBuilder)app).Map("/f", branch => branch.Run(witness.ServeAsync));
        app.Map("/e/{**rest}", witness.ServeAsync).CacheOutput();
        app.Map("/r/{**rest}", witness.ServeAsync).RequireLlmPolicy();
        app.Map("/public/{**rest}", witness.ServeAsync).CacheOutput().DisableLlmPolicy();
        app.Map("/error", () => "an error page");
        app.MapLlmPolicy();
    }

    private sealed class Reporter(Witness witness) : IDecisionObserver
    {
        public void Settled(ILlmPolicyFeature decided) => witness.Settled(decided);

        public void Completed(ILlmPolicyFeature decided, RequestCompletion completion) => witness.Completed(decided, completion);
    }

    private sealed class NobodyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
