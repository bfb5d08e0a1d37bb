using System.Diagnostics.Metrics;
using LlmPolicy.Audit;
using LlmPolicy.Candidate;
using LlmPolicy.Replay;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Telemetry;

/// <summary>What came of the work beside the requests, whenever somebody asks: what the candidate would have decided, and what was lost of all of it.</summary>
internal sealed class BackgroundMetrics(IMeterFactory meters, AuditLog audit, ReplayLog replay, CandidateReport report, CandidateComparison comparison) : IHostedService
{
    private const string Kind = "llmpolicy.candidate.kind";

    /// <summary>Makes the instruments: nothing would ask for them otherwise.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(TelemetryNames.Source);
        meter.CreateObservableCounter("llmpolicy.candidate.decisions", Decisions, "{decision}", "Requests that were put to the candidate, by what it would have changed.");
        meter.CreateObservableCounter("llmpolicy.candidate.dropped", () => comparison.Queue.Dropped, "{request}", "Requests that were not put to the candidate: too many waited.");
        meter.CreateObservableCounter("llmpolicy.audit.dropped", () => audit.Dropped, "{record}", "Audit records that were not written: the log was too slow, or failed.");
        meter.CreateObservableCounter("llmpolicy.replay.dropped", () => replay.Queue.Dropped, "{record}", "Records to replay that were not written: the file was too slow, or failed.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Decisions() =>
        Enum.GetValues<CandidateKind>().Select(kind => new Measurement<long>(report.Count(kind), new KeyValuePair<string, object?>(Kind, NameOf(kind))));

    private static string NameOf(CandidateKind kind) => kind switch
    {
        CandidateKind.Same => "same",
        CandidateKind.NewlyAllowed => "newly_allowed",
        CandidateKind.NewlyRefused => "newly_refused",
        CandidateKind.Changed => "changed",
        _ => "not_compared",
    };
}
