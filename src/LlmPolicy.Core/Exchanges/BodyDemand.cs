namespace LlmPolicy.Exchanges;

/// <summary>What is asked of a request's body, whatever it holds.</summary>
internal enum BodyDemand
{
    Nothing,

    /// <summary>It is read whole, up to a bound.</summary>
    Whole,

    /// <summary>It is one JSON text, if there is one.</summary>
    Json,
}
