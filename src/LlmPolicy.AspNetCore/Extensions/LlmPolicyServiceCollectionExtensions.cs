using LlmPolicy;
using LlmPolicy.Asking;
using LlmPolicy.Audit;
using LlmPolicy.Background;
using LlmPolicy.Candidate;
using LlmPolicy.Budgets;
using LlmPolicy.Caching;
using LlmPolicy.Codec;
using LlmPolicy.Connections;
using LlmPolicy.Dashboard;
using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Dashboard.Sections;
using LlmPolicy.Facts;
using LlmPolicy.Guard;
using LlmPolicy.Hosting;
using LlmPolicy.Keys;
using LlmPolicy.LimitRules;
using LlmPolicy.Manifests;
using LlmPolicy.Metering;
using LlmPolicy.Options;
using LlmPolicy.Outgoing;
using LlmPolicy.RateLimits;
using LlmPolicy.Sending;
using LlmPolicy.Replay;
using LlmPolicy.Status;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LlmPolicy to a service collection.</summary>
public static class LlmPolicyServiceCollectionExtensions
{
    /// <summary>Adds LlmPolicy with the options of a configuration section. Adding it again changes nothing.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="section">The section, usually <c>configuration.GetSection("LlmPolicy")</c>. An unknown key in it stops the start.</param>
    public static ILlmPolicyBuilder AddLlmPolicy(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        OptionsBinder binder = new(section);
        if (!services.Any(d => d.ImplementationInstance is OptionsBinder other && other.Path == binder.Path))
        {
            services.AddSingleton<IConfigureOptions<LlmPolicyOptions>>(binder);
        }

        return AddServices(services);
    }

    /// <summary>Adds LlmPolicy with options set in code. They come on top of those that were added before.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Sets the options.</param>
    public static ILlmPolicyBuilder AddLlmPolicy(this IServiceCollection services, Action<LlmPolicyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        return AddServices(services);
    }

    private static LlmPolicyBuilder AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        AddOptions(services);
        AddTelemetry(services);
        AddPolicy(services);
        AddConnections(services);
        AddKeys(services);
        AddSecrets(services);
        AddBudgets(services);
        AddRateLimits(services);
        AddDecisions(services);
        AddAudit(services);
        AddCandidate(services);
        AddGuard(services);
        AddDashboard(services);
        AddStart(services);
        return new LlmPolicyBuilder(services);
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<LlmPolicyOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LlmPolicyOptions>, OptionsValidator>());
        services.TryAddSingleton<CurrentOptions>();
    }

    /// <summary>The meter and the activity source.</summary>
    private static void AddTelemetry(IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<GenAiConventions>();
        services.TryAddSingleton<ModelNames>();
        services.TryAddSingleton<TokenLookups>();
        services.TryAddSingleton<BudgetMetrics>();
        services.TryAddSingleton<DecisionSpans>();
        services.TryAddSingleton<InferenceSpans>();
        services.TryAddSingleton<DecisionMetrics>();
        services.TryAddSingleton<InferenceMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, DecisionMetrics>(p => p.GetRequiredService<DecisionMetrics>()));
        // Before what labels calls by model: it learns the names.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, UsageMetrics>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, InferenceMetrics>(p => p.GetRequiredService<InferenceMetrics>()));
    }

    /// <summary>Manifests and options to the generation in force.</summary>
    private static void AddPolicy(IServiceCollection services)
    {
        services.TryAddSingleton<ContentRoot>();
        services.TryAddSingleton<PolicyInputReader>();
        services.TryAddSingleton<Revocations>();
        services.TryAddSingleton<PolicyLoader>();
        services.TryAddSingleton<LastGoodPolicy>();
        services.TryAddSingleton<ReloadHistory>();
        services.TryAddSingleton(p => new PolicyStore(
            p.GetRequiredService<PolicyInputReader>(),
            p.GetRequiredService<PolicyLoader>(),
            p.GetRequiredService<LastGoodPolicy>(),
            p.GetRequiredService<ReloadHistory>(),
            p.GetRequiredService<ILogger<PolicyStore>>()));
    }

    private static void AddConnections(IServiceCollection services)
    {
        services.TryAddSingleton<IUpstreamDialer, TcpUpstreamDialer>();
        services.TryAddSingleton(new UpstreamTrust());
        services.TryAddSingleton(static p => new TracePropagator(() => p.GetRequiredService<PolicyStore>().Current.Options.PropagateBaggage));
        services.TryAddSingleton(p => new UpstreamConnector(
            p.GetRequiredService<IUpstreamDialer>(), p.GetRequiredService<UpstreamTrust>(), p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<DecidedHeaders>();
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.TryAddSingleton<JwksSources>();
        services.TryAddSingleton<KeySourceFactory>();
    }

    private static void AddSecrets(IServiceCollection services) => services.TryAddSingleton(p => new SecretResolver(
        p.GetServices<ISecretSource>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SecretResolver>>()));

    /// <summary>What callers may use, and what they have used.</summary>
    private static void AddBudgets(IServiceCollection services)
    {
        services.TryAddSingleton(p => new MemoryBudgetStore(p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IBudgetStore>(p => p.GetRequiredService<MemoryBudgetStore>());
        services.TryAddSingleton(p => new BudgetNames(p.GetRequiredService<IOptions<LlmPolicyOptions>>().Value.Budgets.HashKeyBytes));
        services.TryAddSingleton<OutputHistory>();
        services.TryAddSingleton<BudgetLedger>();
        services.TryAddSingleton<BudgetKeeper>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, BudgetSettler>());
        services.TryAddSingleton<SeenSubjects>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, SeenSubjects>(p => p.GetRequiredService<SeenSubjects>()));
        services.TryAddSingleton<BudgetReader>();
        services.TryAddSingleton<UsageEndpoint>();
        services.TryAddSingleton<OperatorEndpoints>();
    }

    /// <summary>How many requests there may be.</summary>
    private static void AddRateLimits(IServiceCollection services)
    {
        services.TryAddSingleton<LocalBuckets>();
        services.TryAddSingleton<StoredRateLimits>();
        services.TryAddSingleton<RateLimitKeeper>();
    }

    /// <summary>A request of the server to its decision, and who is told of it.</summary>
    private static void AddDecisions(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, WireHeaders>());
        services.TryAddSingleton<HeaderText>();
        services.TryAddSingleton<PolicyRequestReader>();
        services.TryAddSingleton<PathCheck>();
        services.TryAddSingleton<RouteHint>();
        services.TryAddSingleton<DecisionTags>();
        services.TryAddSingleton<DecisionObservers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, RefusalLog>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, UsageLog>());
        services.TryAddSingleton(p => new PolicyGate(
            p.GetRequiredService<PolicyStore>(),
            p.GetRequiredService<PolicyRequestReader>(),
            p.GetRequiredService<PathCheck>(),
            p.GetRequiredService<RouteHint>(),
            p.GetRequiredService<DecisionTags>(),
            p.GetRequiredService<DecisionObservers>(),
            p.GetRequiredService<BudgetKeeper>(),
            p.GetRequiredService<DecisionMetrics>(),
            p.GetRequiredService<DecisionSpans>(),
            p.GetRequiredService<ILogger<PolicyGate>>(),
            p.GetService<ServedCallers>()));
    }

    /// <summary>What is recorded of decisions, beside the requests.</summary>
    private static void AddAudit(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<LoggerFilterOptions>, AuditLevel>());
        services.TryAddSingleton<AuditLog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, AuditLog>(p => p.GetRequiredService<AuditLog>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackgroundQueue, BackgroundQueue<AuditEntry>>(p => p.GetRequiredService<AuditLog>().Queue));
        services.TryAddSingleton<ReplayLog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, ReplayLog>(p => p.GetRequiredService<ReplayLog>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackgroundQueue, BackgroundQueue<ReplayEntry>>(p => p.GetRequiredService<ReplayLog>().Queue));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BackgroundQueues>());
    }

    /// <summary>A policy that is asked beside the one in force.</summary>
    private static void AddCandidate(IServiceCollection services)
    {
        services.TryAddSingleton<CandidatePolicy>();
        services.TryAddSingleton<CandidateReport>();
        services.TryAddSingleton<CandidateComparison>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, CandidateComparison>(p => p.GetRequiredService<CandidateComparison>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackgroundQueue, BackgroundQueue<CandidateQuestion>>(p => p.GetRequiredService<CandidateComparison>().Queue));
        services.TryAddSingleton<CandidateWatch>();
    }

    /// <summary>What stands between a decision and the app's endpoints.</summary>
    private static void AddGuard(IServiceCollection services)
    {
        services.TryAddSingleton<HeaderChanges>();
        services.TryAddSingleton<EndpointSeal>();
        services.TryAddSingleton<RequestGuard>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, LateRoutingCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OutputCacheOptions>, OwnAnswers>());
    }

    /// <summary>What a page for operators shows. Nothing of it is made before one is mapped, but the feed, which sees decisions and then returns at once.</summary>
    private static void AddDashboard(IServiceCollection services)
    {
        services.TryAddSingleton<RecentDecisions>();
        services.TryAddSingleton<DecisionPace>();
        services.TryAddSingleton<DecisionFeed>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, DecisionFeed>(p => p.GetRequiredService<DecisionFeed>()));
        services.TryAddSingleton<RequestQuestion>();
        services.TryAddSingleton<AskSection>();
        services.TryAddSingleton<DecisionsSection>();
        services.TryAddSingleton<CandidateSection>();
        services.TryAddSingleton<SecretsSection>();
        services.TryAddSingleton<BudgetsSection>();
        services.TryAddSingleton<DashboardPage>();
        services.TryAddSingleton<DashboardEndpoints>();
    }

    /// <summary>Checks and reports at the start, then watches for changes.</summary>
    private static void AddStart(IServiceCollection services)
    {
        services.TryAddSingleton<PolicyUsage>();
        services.TryAddSingleton<RouteReport>();
        services.TryAddSingleton<PolicyWatch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, UsageCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PolicyStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PolicyRefresh>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StateMetrics>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BackgroundMetrics>());
    }
}
