namespace LlmPolicy.Codec;

/// <summary>What a codec finds wrong, in words.</summary>
internal static class CodecFindings
{
    public const string Framing = "the body's length is ambiguous: Content-Length and Transfer-Encoding";

    public const string Connection = "Connection names too many headers or one that must not be removed, or is not allowed in this protocol";
}
