namespace LlmPolicy.Exchanges;

/// <summary>What is asked of a request's body, whatever it holds: it is read whole, up to a bound.</summary>
/// <param name="IsJson">Whether it is one JSON text, if there is one.</param>
/// <param name="Position">Who asks.</param>
internal sealed record BodyDemand(bool IsJson, SourcePosition Position);
