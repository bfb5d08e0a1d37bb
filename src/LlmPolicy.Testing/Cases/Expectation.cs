using LlmPolicy.Json;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[].expect</c>: what has to come of the request. What is not there is not looked at.</summary>
internal sealed record Expectation
{
    public static readonly Expectation None = new();

    private static readonly Dictionary<string, PolicyOutcome> Outcomes = new() { ["respond"] = PolicyOutcome.Respond, ["forward"] = PolicyOutcome.Forward };

    private static readonly string[] OfForwarding = ["upstream", "path", "host", "secrets", "timeout", "responseHeaders"];

    private static readonly string[] OfAnswer = ["status", "body"];

    private static readonly string[] OfEither = ["outcome", "reason", "route", "model", "headers", "admitted", "remaining"];

    /// <summary>As it is written, or as the other fields imply it; null: either.</summary>
    public PolicyOutcome? Outcome { get; init; }

    public Text? Reason { get; init; }

    public Text? Route { get; init; }

    /// <summary>The models that are asked for, by their names as they are sent, with a comma between.</summary>
    public string? Model { get; init; }

    public int? Status { get; init; }

    public string? Body { get; init; }

    /// <summary>How many of the requests went upstream.</summary>
    public int? Admitted { get; init; }

    /// <summary>What budgets have left once all have been answered.</summary>
    public IReadOnlyList<ExpectedRemaining> Remaining { get; init; } = [];

    public Text? Upstream { get; init; }

    public string? Path { get; init; }

    public string? Host { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>The Secrets whose headers are put on; null: not looked at.</summary>
    public IReadOnlyList<Text>? Secrets { get; init; }

    /// <summary>Of the request that goes upstream, or of the answer.</summary>
    public IReadOnlyList<ExpectedHeader> Headers { get; init; } = [];

    /// <summary>Of the upstream's answer, as the client gets it.</summary>
    public IReadOnlyList<ExpectedHeader> ResponseHeaders { get; init; } = [];

    public static Expectation Read(ObjectReader o)
    {
        Expectation expectation = new()
        {
            Outcome = o.Enum("outcome", Outcomes) ?? (OfForwarding.Any(o.Has) ? PolicyOutcome.Forward : OfAnswer.Any(o.Has) ? PolicyOutcome.Respond : null),
            Reason = o.String("reason"),
            Route = o.String("route"),
            Model = o.String("model")?.Value,
            Status = o.Int32("status"),
            Body = o.String("body") is { } body ? ClaimText.ToBytes(body.Value) : null,
            Admitted = o.Int32("admitted"),
            Remaining = ExpectedRemaining.Read(o),
            Upstream = o.String("upstream"),
            Path = o.String("path") is { } path ? ClaimText.ToBytes(path.Value) : null,
            Host = o.String("host")?.Value,
            Timeout = o.Duration("timeout"),
            Secrets = o.Has("secrets") ? o.Strings("secrets") : null,
            Headers = ExpectedHeader.Read(o, "headers"),
            ResponseHeaders = ExpectedHeader.Read(o, "responseHeaders"),
        };
        Check(o, expectation);
        return expectation;
    }

    private static void Check(ObjectReader o, Expectation expectation)
    {
        string? forwarding = OfForwarding.FirstOrDefault(o.Has);
        string? answer = OfAnswer.FirstOrDefault(o.Has);
        if (forwarding is null && answer is null && !OfEither.Any(o.Has))
        {
            o.Error(TestDiagnosticCodes.NothingToTest, o.Position, "The case expects nothing.", "Say what has to come of it: outcome, status, reason.");
        }

        string? wrong = expectation.Outcome switch
        {
            PolicyOutcome.Forward => answer,
            PolicyOutcome.Respond => forwarding,
            _ => null,
        };
        if (wrong is not null)
        {
            string other = o.Has("outcome") ? $"'outcome: {(expectation.Outcome == PolicyOutcome.Forward ? "forward" : "respond")}'" : $"'{forwarding}'";
            o.Error(TestDiagnosticCodes.Contradiction, o.PositionOf(wrong), $"'{wrong}' and {other} exclude each other: a request is forwarded or answered.", "Keep one of them.");
        }
    }
}
