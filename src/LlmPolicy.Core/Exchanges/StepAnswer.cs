namespace LlmPolicy.Exchanges;

/// <summary>An answer of a step's own that refuses nothing: the request has got what it asked for, and goes no further.</summary>
/// <param name="Reason">Why, one of <see cref="ReasonCodes"/>.</param>
/// <param name="StatusCode">The HTTP status code.</param>
/// <param name="Headers">Its headers, before those that filters of answers put on.</param>
/// <param name="Position">The rule that answers.</param>
internal sealed record StepAnswer(string Reason, int StatusCode, IReadOnlyList<HeaderField> Headers, SourcePosition Position);
