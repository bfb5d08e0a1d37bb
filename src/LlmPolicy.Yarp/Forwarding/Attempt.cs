namespace LlmPolicy.Gateway;

/// <summary>What came of sending a request once.</summary>
/// <param name="Withheld">Why the upstream gave no answer; null where its own is on its way, or the client is gone.</param>
/// <param name="Again">Whether the route's <c>retries</c> ask for another try, and one can be made.</param>
/// <param name="Answer">What the client gets in the upstream's place.</param>
internal sealed record Attempt(Withheld? Withheld, bool Again, PolicyResponse? Answer)
{
    /// <summary>Whether this try or an earlier one may have reached an upstream.</summary>
    public bool MayHaveBeenSent { get; init; } = true;

    /// <summary>The upstream's own answer is passed on.</summary>
    public static Attempt Answered { get; } = new(null, false, null);

    /// <summary>The upstream's answer was put aside for another try.</summary>
    public static Attempt PutAside { get; } = new(null, true, null);
}
