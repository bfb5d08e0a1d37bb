namespace LlmPolicy.Testing.Diffing;

/// <summary>One thing that a budget says.</summary>
/// <param name="What">What it is said of, as <c>limits[tokens/DAY/UTC]</c>.</param>
/// <param name="Words">What is said.</param>
/// <param name="Position">Where.</param>
internal sealed record BudgetTerm(string What, string Words, SourcePosition Position)
{
    /// <summary>Amounts that let more through the higher they are; empty where that can't be told from amounts.</summary>
    public IReadOnlyList<decimal> Room { get; init; } = [];

    /// <summary>Whom or what the amounts are for: those for another can't be compared.</summary>
    public string Of { get; init; } = "";

    /// <summary>Whether it is one of the budget's own limits: one more of them lets nothing more through.</summary>
    public bool IsLimit { get; init; }

    /// <summary>Whether this in the place of the old one may let more through.</summary>
    public bool MayLoosen(BudgetTerm old) => Room.Count == 0 || Room.Count != old.Room.Count || Of != old.Of || Room.Zip(old.Room).Any(pair => pair.First > pair.Second);
}
