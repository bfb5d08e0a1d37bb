using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Guard;

/// <summary>Puts the decision's id on the response, and in Development its reason too, there and on what is logged meanwhile.</summary>
internal sealed class DecisionTags(ILogger<PolicyGate> logger, IHostEnvironment? environment = null)
{
    public const string IdHeader = "x-llmpolicy-decision";

    private const string ReasonHeader = "x-llmpolicy-reason";

    private readonly bool _development = environment?.IsDevelopment() ?? false;

    /// <summary>Set when the response starts: whatever the app or the upstream sends under these names is replaced.</summary>
    public void AddTo(HttpContext context, PolicyState state) => context.Response.OnStarting(_development ? AddIdAndReason : AddId, (context, state));

    private static Task AddId(object tagged)
    {
        var (context, state) = ((HttpContext, PolicyState))tagged;
        context.Response.Headers[IdHeader] = state.DecisionId;
        return Task.CompletedTask;
    }

    private static Task AddIdAndReason(object tagged)
    {
        var (context, state) = ((HttpContext, PolicyState))tagged;
        context.Response.Headers[ReasonHeader] = state.Decision.Reason;
        return AddId(tagged);
    }

    /// <summary>The scope for what the app logs on a request; null outside of Development.</summary>
    public IDisposable? BeginScope(ILlmPolicyFeature decided) => _development ? Log.Decision(logger, decided.DecisionId, decided.Decision.Reason) : null;
}
