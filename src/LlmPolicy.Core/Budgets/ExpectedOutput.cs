namespace LlmPolicy.Budgets;

/// <summary>How much one answer to a request is taken to produce before it is there.</summary>
/// <param name="Tokens">How much.</param>
/// <param name="Origin">Who says so.</param>
internal readonly record struct ExpectedOutput(long Tokens, OutputOrigin Origin);

/// <summary>Where the amount of output that is reserved comes from.</summary>
internal enum OutputOrigin
{
    /// <summary>Nothing is produced.</summary>
    Nothing,

    /// <summary>The request says how much it may be.</summary>
    Declared,

    /// <summary>So much the last such answers produced.</summary>
    Experience,

    /// <summary>The manifest says it, for want of both (<c>reserve.output</c>).</summary>
    Manifest,

    /// <summary>A part of the limits, for want of all three.</summary>
    Limits,
}
