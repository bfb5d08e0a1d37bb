namespace LlmPolicy.Testing;

/// <summary>A difference between two versions of manifests, with the first request that shows it.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="What">What differs, as <c>answer</c>, <c>upstream</c>, <c>path</c> or <c>header x-team</c>; the field, where it is not covered.</param>
/// <param name="Request">A request that shows it, as <c>POST http://host/path</c>; empty where it is not covered, as is the caller.</param>
/// <param name="Caller">Who sends it, as <c>no token</c> or <c>a token of selfminted with {"team":"a"}</c>.</param>
/// <param name="Old">What it is in the old version.</param>
/// <param name="New">What it is in the new version.</param>
/// <param name="OldPosition">The rule of the old version that decided; null where none did.</param>
/// <param name="NewPosition">The rule of the new version.</param>
/// <param name="Requests">How many of the requests that were tried show it; 0 where it is not covered.</param>
public sealed record PolicyDifference(
    PolicyDifferenceKind Kind,
    string What,
    string Request,
    string Caller,
    string Old,
    string New,
    SourcePosition? OldPosition,
    SourcePosition? NewPosition,
    int Requests)
{
    /// <summary>Whether more may come of it than before: all but what is refused now, in the old way or another.</summary>
    public bool MayLoosen { get; init; }
}
