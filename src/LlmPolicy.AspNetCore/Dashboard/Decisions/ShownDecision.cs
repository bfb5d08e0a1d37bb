namespace LlmPolicy.Dashboard.Decisions;

/// <summary>A decision as the page shows it. Holds no token, no query, no claim's value, and of the caller's text little.</summary>
internal sealed record ShownDecision
{
    /// <summary>The decision's id, as the response carries it.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>Host and path as they came, cut.</summary>
    public required string Address { get; init; }

    public required string Reason { get; init; }

    /// <summary>Whether the policy let it through.</summary>
    public required bool IsForwarded { get; init; }

    /// <summary>The status that is answered; null where an upstream or an endpoint has not answered yet.</summary>
    public int? StatusCode { get; init; }

    public string? Route { get; init; }

    public required string Generation { get; init; }

    /// <summary>The rule that decided.</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>The manifest's line there, with a caret below; empty where it may hold a secret.</summary>
    public IReadOnlyList<string> Excerpt { get; init; } = [];

    /// <summary>How it came to that.</summary>
    public IReadOnlyList<ExplanationStep> Steps { get; init; } = [];

    /// <summary>How long the request took; null while it goes on.</summary>
    public TimeSpan? Duration { get; init; }

    public RequestEnding Ending { get; init; }

    /// <summary>The tokens that its answer used; null where nothing is metered.</summary>
    public long? Tokens { get; init; }

    /// <summary>When it was put where it is shown from: what is put later is higher.</summary>
    public long Sequence { get; init; }
}
