using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LlmPolicy.Telemetry;

/// <summary>Counts what metered answers used, and how much of it is an estimate.</summary>
internal sealed class UsageMetrics : IDecisionObserver
{
    private const string TokenClass = "llmpolicy.token.class";
    private const string UsageSource = "llmpolicy.usage.source";

    private readonly Counter<long> _tokens;
    private readonly Counter<long> _answers;
    private readonly ModelNames _models;

    public UsageMetrics(IMeterFactory meters, ModelNames models)
    {
        var meter = meters.Create(TelemetryNames.Source);
        _models = models;
        _tokens = meter.CreateCounter<long>("llmpolicy.usage.tokens", "{token}", "Tokens that metered answers used, each in one class.");
        _answers = meter.CreateCounter<long>("llmpolicy.usage.answers", "{answer}", "Metered answers, by where their counts come from.");
    }

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (completion.Usage is not { } usage)
        {
            return;
        }

        if (usage.Model is { } reported && completion.StatusCode is >= 200 and < 300 && usage.Source is LlmUsageSource.Reported or LlmUsageSource.Header)
        {
            _models.Reported(reported);
        }

        if (!_tokens.Enabled && !_answers.Enabled)
        {
            return;
        }

        TagList tags = new()
        {
            { TelemetryNames.Route, RouteNames.Of(decided.Decision) },
            { TelemetryNames.Model, usage.Model is { } model ? _models.Of(decided.Generation.Policy, model) : "none" },
            { UsageSource, NameOf(usage.Source) },
        };
        _answers.Add(1, tags);
        Add(usage.UncachedInput ?? 0, "input", tags);
        Add(usage.CachedRead, "cached_read", tags);
        Add(usage.CachedWrite, "cached_write", tags);
        Add((usage.Output ?? 0) - usage.Reasoning, "output", tags);
        Add(usage.Reasoning, "reasoning", tags);
    }

    private void Add(long tokens, string tokenClass, TagList tags)
    {
        if (tokens > 0)
        {
            tags.Add(TokenClass, tokenClass);
            _tokens.Add(tokens, tags);
        }
    }

    private static string NameOf(LlmUsageSource source) => source switch
    {
        LlmUsageSource.Reported => "reported",
        LlmUsageSource.Header => "header",
        LlmUsageSource.Estimated => "estimated",
        LlmUsageSource.Refused => "refused",
        _ => "missing",
    };
}
