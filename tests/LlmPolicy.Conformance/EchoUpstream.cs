namespace LlmPolicy.Conformance;

/// <summary>What the recordings' upstream answered, whatever it was asked.</summary>
internal static class EchoUpstream
{
    public const int Status = 200;

    public static IReadOnlyList<HeaderField> Headers { get; } =
        [new("content-type", "application/json"), new("x-upstream", "echo"), new("x-powered-by", "echo")];
}
