namespace LlmPolicy.Conformance.Suites;

/// <summary>Bytes, a char each, or a pause.</summary>
internal readonly record struct WirePiece(string Bytes, TimeSpan Pause)
{
    public static WirePiece Of(string bytes) => new(bytes, TimeSpan.Zero);

    public static WirePiece Wait(int milliseconds) => new("", TimeSpan.FromMilliseconds(milliseconds));
}
