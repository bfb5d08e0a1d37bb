namespace LlmPolicy.Testing;

/// <summary>A difference between two versions of manifests, with the first request that shows it.</summary>
public sealed record PolicyDifference
{
    /// <summary>What it means.</summary>
    public required PolicyDifferenceKind Kind { get; init; }

    /// <summary>What differs, as <c>answer</c>, <c>upstream</c>, <c>path</c> or <c>header x-team</c>; the field, where it is not covered.</summary>
    public required string What { get; init; }

    /// <summary>A request that shows it, as <c>POST http://host/path</c>; null where it is not covered.</summary>
    public string? Request { get; init; }

    /// <summary>Who sends it, as <c>no token</c> or <c>a token of selfminted with {"team":"a"}</c>; null where it is not covered.</summary>
    public string? Caller { get; init; }

    /// <summary>What it is in the old version.</summary>
    public required string Old { get; init; }

    /// <summary>What it is in the new version.</summary>
    public required string New { get; init; }

    /// <summary>The rule of the old version that decided; null where none did.</summary>
    public SourcePosition? OldPosition { get; init; }

    /// <summary>The rule of the new version.</summary>
    public SourcePosition? NewPosition { get; init; }

    /// <summary>How many of the requests that were tried show it; 0 where it is not covered.</summary>
    public int Requests { get; init; }

    /// <summary>Whether more may come of it than before: all but what is refused now, in the old way or another.</summary>
    public bool MayLoosen { get; init; }
}
