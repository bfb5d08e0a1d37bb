using System.Diagnostics;
using System.Globalization;
using LlmPolicy.Background;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Audit;

/// <summary>A record of each decision, once its request is over, under a log category of its own. No request waits for the log.</summary>
internal sealed class AuditLog : IDecisionObserver
{
    /// <summary>The log category, whose level says whether there are records.</summary>
    public const string Category = "LlmPolicy.Audit";

    private const LogLevel Level = LogLevel.Information;

    /// <summary>How many records may wait for a log that is slow.</summary>
    private const int Capacity = 4096;

    private static readonly EventId Event = new(29, "Audit");

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SubjectNames _subjects = new();
    private readonly BackgroundQueue<AuditEntry> _queue;

    public AuditLog(ILoggerFactory loggers, TimeProvider time)
    {
        (_logger, _time) = (loggers.CreateLogger(Category), time);
        _queue = new("audit records", Capacity, Write);
    }

    /// <summary>How many records were not written: the log was too slow, or failed.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>What waits to be written.</summary>
    public BackgroundQueue<AuditEntry> Queue => _queue;

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (!_logger.IsEnabled(Level))
        {
            return;
        }

        var decision = decided.Decision;
        var sample = decided.Generation.Options.Audit.Sample;
        double rate = decision.IsAllowed ? sample.Allowed : sample.Refused;
        if (IsTaken(decided.DecisionId, rate))
        {
            _queue.Add(new AuditEntry(
                decided.DecisionId, Activity.Current?.TraceId.ToHexString(), _time.GetUtcNow(), decided.Generation, decision.Route, decision.Position, decision.Reason,
                decision.IsAllowed, rate, [.. decision.Callers.Select(caller => caller.Provider)], CallerName.Of(decision), decision.Models, completion));
        }
    }

    /// <summary>By the id alone, which is random: the same decisions on every machine, and at every look.</summary>
    private static bool IsTaken(string decisionId, double rate) =>
        rate >= 1 || ulong.Parse(decisionId.AsSpan(0, 13), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) < rate * (1UL << 52);

    private void Write(AuditEntry entry)
    {
        var record = AuditRecord.Of(entry, entry.Caller is { } caller ? _subjects.Of(caller, entry.Generation.Options.Audit) : null);
        _logger.Log(Level, Event, record, null, static (record, _) => record.ToString());
    }
}
