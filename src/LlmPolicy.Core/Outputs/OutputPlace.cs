namespace LlmPolicy.Outputs;

/// <summary>Where in a body a limit stands, or may be put.</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many bytes a limit replaces; 0 where it is put in.</param>
internal readonly record struct OutputPlace(int Offset, int Length)
{
    /// <summary>The declared limit; null where none stands there.</summary>
    public long? Limit { get; init; }

    /// <summary>What is written in front of the number.</summary>
    public string Before { get; init; } = "";

    /// <summary>What is written behind it.</summary>
    public string Behind { get; init; } = "";
}
