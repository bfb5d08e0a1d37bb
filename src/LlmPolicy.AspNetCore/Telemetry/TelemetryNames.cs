using System.Diagnostics;

namespace LlmPolicy.Telemetry;

/// <summary>The one meter and the one activity source, and the labels that several instruments have. docs/telemetry.md has all of it.</summary>
internal static class TelemetryNames
{
    /// <summary>What meter and activity source are called.</summary>
    public const string Source = "LlmPolicy";

    public const string Direction = "llmpolicy.direction";
    public const string Outcome = "llmpolicy.outcome";
    public const string Reason = "llmpolicy.reason";
    public const string Route = "llmpolicy.route";
    public const string Result = "llmpolicy.result";
    public const string Model = "llmpolicy.model";

    /// <summary>Where all spans are begun; null comes of it while nobody listens.</summary>
    public static readonly ActivitySource Activities = new(Source);

    /// <summary>Bounds for what takes from microseconds to seconds.</summary>
    public static readonly double[] ShortTimes = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    /// <summary>What came of a decision, in one of four words.</summary>
    public static string OutcomeOf(PolicyDecision decision) => decision switch
    {
        { Forwarding: not null } => "forwarded",
        { Response: not null, IsRefusal: false } => "answered",
        { Response.StatusCode: >= 500 } => "failed",
        _ => "refused",
    };
}
