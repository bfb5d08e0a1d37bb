using LlmPolicy.Candidate;
using Microsoft.Extensions.Logging;

namespace LlmPolicy;

/// <summary>All that this package logs. No token, no claim, no secret, nothing that a caller chose, and of answers their counts and the model's name alone.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Policy {Generation} loaded: {Routes} route(s)", EventName = "PolicyLoaded")]
    public static partial void Loaded(ILogger logger, string generation, int routes);

    [LoggerMessage(2, LogLevel.Warning, "{Diagnostic}", EventName = "ManifestWarning")]
    public static partial void Warning(ILogger logger, Diagnostic diagnostic);

    [LoggerMessage(3, LogLevel.Debug, "{Diagnostic}", EventName = "ManifestNote")]
    public static partial void Note(ILogger logger, Diagnostic diagnostic);

    [LoggerMessage(12, LogLevel.Warning, "... and {Count} more warnings and notes", EventName = "MoreManifestWarnings")]
    public static partial void MoreWarnings(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Information, "Route {Route}: {Hosts} {Matchers}; access: {Access}; {Action}{Upstreams}{Secrets}", EventName = "Route")]
    public static partial void Route(
        ILogger logger, RouteInfo route, string hosts, string matchers, string access, string action, string upstreams, string secrets);

    [LoggerMessage(5, LogLevel.Warning, "Secret {Secret} can't be used: {Problem}", EventName = "SecretUnusable")]
    public static partial void SecretUnusable(ILogger logger, ResourceName secret, string problem);

    [LoggerMessage(6, LogLevel.Error, "Decision {DecisionId}: policy code failed with {ExceptionType}, nothing is served\n{Place}", EventName = "PolicyFailed")]
    public static partial void Failed(ILogger logger, string decisionId, Type exceptionType, string? place);

    [LoggerMessage(8, LogLevel.Information, "{Source}: {Count} key(s) fetched, {LeftOut} left out as not usable", EventName = "KeysFetched")]
    public static partial void KeysFetched(ILogger logger, SourcePosition source, int count, int leftOut);

    [LoggerMessage(9, LogLevel.Warning, "{Source}: keys can't be fetched: {Problem}; {Consequence}", EventName = "KeysUnavailable")]
    public static partial void KeysUnavailable(ILogger logger, SourcePosition source, string problem, string consequence);

    [LoggerMessage(10, LogLevel.Warning, "Secret {Secret}: its source failed ({ExceptionType})", EventName = "SecretSourceFailed")]
    public static partial void SecretSourceFailed(ILogger logger, ResourceName secret, Type exceptionType);

    [LoggerMessage(11, LogLevel.Error, "A changed policy was not loaded; the previous one stays in force. {Problem}", EventName = "PolicyNotReloaded")]
    public static partial void NotReloaded(ILogger logger, string problem);

    [LoggerMessage(13, LogLevel.Warning, "LlmPolicy:Revoked names the provider {Provider}, which no manifest has: none of its tokens is refused", EventName = "RevokedProviderUnknown")]
    public static partial void RevokedProviderUnknown(ILogger logger, string provider);

    [LoggerMessage(14, LogLevel.Error, "Decision {DecisionId}: the observer {Observer} failed ({ExceptionType})", EventName = "ObserverFailed")]
    public static partial void ObserverFailed(ILogger logger, string decisionId, Type observer, Type exceptionType);

    /// <summary>The scope of what is logged on a request.</summary>
    public static readonly Func<ILogger, string, string, IDisposable?> Decision =
        LoggerMessage.DefineScope<string, string>("LlmPolicy decision {DecisionId}: {Reason}");

    public static void Refused(ILogger logger, ILlmPolicyFeature decided, int statusCode)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var decision = decided.Decision;
            string generation = decided.Generation.Policy.Generation;
            Refused(
                logger, decided.DecisionId, statusCode, decision.Reason, decision.Route?.ToString() ?? "none", decision.Position?.ToString() ?? "none",
                generation, DecisionRecord.Of(decision, decided.DecisionId, generation).ToJson());
        }
    }

    [LoggerMessage(7, LogLevel.Information,
        "Decision {DecisionId}: refused with {StatusCode} {Reason}; route {Route}, rule {Position}, policy {Generation}; {Record}", EventName = "Refused")]
    private static partial void Refused(
        ILogger logger, string decisionId, int statusCode, string reason, string route, string position, string generation, string record);

    [LoggerMessage(21, LogLevel.Warning, "Decision {DecisionId}: the store of budgets does not answer; {Mode}", EventName = "BudgetStoreAway")]
    public static partial void BudgetStoreAway(ILogger logger, string decisionId, StoreFailureMode mode);

    [LoggerMessage(22, LogLevel.Information, "Decision {DecisionId}: the budget {Budget} has too little left, {What}", EventName = "BudgetExceeded")]
    public static partial void BudgetExceeded(ILogger logger, string decisionId, string budget, string what);

    [LoggerMessage(23, LogLevel.Warning, "Decision {DecisionId}: its reservation had run out before it was settled, and what it reserved is charged", EventName = "BudgetLeaseOver")]
    public static partial void BudgetLeaseOver(ILogger logger, string decisionId);

    [LoggerMessage(24, LogLevel.Warning, "Decision {DecisionId}: its reservation could not be settled ({Exception}), and is charged when it runs out", EventName = "BudgetUnsettled")]
    public static partial void BudgetUnsettled(ILogger logger, string decisionId, Type exception);

    [LoggerMessage(25, LogLevel.Information, "Decision {DecisionId}: the budget {Budget} would have refused it, {What}, but is in the shadow", EventName = "BudgetWouldRefuse")]
    public static partial void BudgetWouldRefuse(ILogger logger, string decisionId, string budget, string what);

    [LoggerMessage(26, LogLevel.Error, "A caller's budgets could not be told: {Exception} at {Place}", EventName = "BudgetsFailed")]
    public static partial void BudgetsFailed(ILogger logger, Type exception, string? place);

    [LoggerMessage(27, LogLevel.Information, "An operator changed what is used of the budget {Budget} by {Change}, counter {Counter}", EventName = "BudgetCorrected")]
    public static partial void BudgetCorrected(ILogger logger, string budget, string counter, decimal change);

    [LoggerMessage(28, LogLevel.Information, "An operator reset what is used of the budget {Budget}, counter {Counter}", EventName = "BudgetReset")]
    public static partial void BudgetReset(ILogger logger, string budget, string counter);

    [LoggerMessage(40, LogLevel.Error, "The manifests do not load, so policy {Generation} of LlmPolicy:LastGood is in force. {Problem}", EventName = "StartedWithLastGood")]
    public static partial void StartedWithLastGood(ILogger logger, string generation, string problem);

    [LoggerMessage(41, LogLevel.Error, "The manifests in force can't be kept in LlmPolicy:LastGood ({ExceptionType}); what it held is removed, if that can be", EventName = "LastGoodNotKept")]
    public static partial void LastGoodNotKept(ILogger logger, Type exceptionType);

    [LoggerMessage(42, LogLevel.Warning, "LlmPolicy:LastGood can't be read ({ExceptionType})", EventName = "LastGoodNotRead")]
    public static partial void LastGoodNotRead(ILogger logger, Type exceptionType);

    [LoggerMessage(50, LogLevel.Error, "Decision {DecisionId}: it could not be explained to the dashboard: {Exception} at {Place}", EventName = "NotExplained")]
    public static partial void NotExplained(ILogger logger, string decisionId, Type exception, string? place);

    [LoggerMessage(51, LogLevel.Error, "A request that was pasted into the dashboard could not be explained: {Exception} at {Place}", EventName = "PastedNotExplained")]
    public static partial void PastedNotExplained(ILogger logger, Type exception, string? place);

    [LoggerMessage(60, LogLevel.Warning,
        "Decision {DecisionId}: Upstream {Upstream} sent a secret back to the app in its {StatusCode}; it is masked", EventName = "SecretSentBack")]
    public static partial void SecretSentBack(ILogger logger, string decisionId, ResourceName upstream, int statusCode);

    [LoggerMessage(30, LogLevel.Warning, "{Count} {Items} were dropped: more came than could be worked on", EventName = "BackgroundDropped")]
    public static partial void Dropped(ILogger logger, long count, string items);

    [LoggerMessage(31, LogLevel.Information, "The candidate {Generation} is compared: {Routes} route(s)", EventName = "CandidateLoaded")]
    public static partial void CandidateLoaded(ILogger logger, string generation, int routes);

    [LoggerMessage(32, LogLevel.Warning, "The candidate's manifests do not load; the policy in force has nothing to do with them. {Problem}", EventName = "CandidateNotLoaded")]
    public static partial void CandidateNotLoaded(ILogger logger, string problem);

    [LoggerMessage(33, LogLevel.Information,
        "Decision {DecisionId}, {Kind} by the candidate ({What}): now {Live}, route {LiveRoute}, rule {LivePosition}; then {Candidate}, route {CandidateRoute}, rule {CandidatePosition}. The first of its kind on this route",
        EventName = "CandidateDiffers")]
    public static partial void CandidateDiffers(
        ILogger logger, string decisionId, CandidateKind kind, string what, string live, string liveRoute, string livePosition, string candidate, string candidateRoute, string candidatePosition);

    [LoggerMessage(34, LogLevel.Warning, "LlmPolicy:Audit:Replay can't be written: {Problem}", EventName = "ReplayFailed")]
    public static partial void ReplayFailed(ILogger logger, string problem);

    [LoggerMessage(EventId = 35, EventName = "CandidateDiagnostic", Message = "In the candidate: {Diagnostic}")]
    public static partial void CandidateDiagnostic(ILogger logger, LogLevel level, Diagnostic diagnostic);

    [LoggerMessage(36, LogLevel.Warning, "... and {Count} more warnings and notes in the candidate", EventName = "MoreCandidateDiagnostics")]
    public static partial void MoreCandidateDiagnostics(ILogger logger, int count);

    [LoggerMessage(45, LogLevel.Warning, "The rate limit service did not answer what {Option} asks of the domain {Domain}: {Exception}", EventName = "RateLimitServiceFailed")]
    public static partial void RateLimitServiceFailed(ILogger logger, string option, string domain, Type exception);

    /// <summary>Counts that nobody knows are worth a line to who looks for them.</summary>
    public static void Used(ILogger logger, ILlmPolicyFeature decided, LlmUsage usage, string model)
    {
        var level = usage.Source is LlmUsageSource.Missing or LlmUsageSource.Refused ? LogLevel.Debug : LogLevel.Information;
        if (logger.IsEnabled(level))
        {
            string route = decided.Decision.Route?.ToString() ?? "none";
            Used(
                logger, level, decided.DecisionId, usage.Input, usage.CachedRead, usage.CachedWrite, usage.Output, usage.Reasoning, usage.Total, usage.Source, usage.End,
                model, route);
        }
    }

    [LoggerMessage(
        EventId = 20,
        Message = "Decision {DecisionId}: input={Input} cacheRead={CachedRead} cacheWritten={CachedWrite} output={Output} reasoning={Reasoning} total={Total}; {Source}, {End}; model {Model}, route {Route}",
        EventName = "Usage")]
    private static partial void Used(
        ILogger logger, LogLevel level, string decisionId, long? input, long cachedRead, long cachedWrite, long? output, long reasoning, long? total, LlmUsageSource source,
        LlmAnswerEnd end, string model, string route);
}
