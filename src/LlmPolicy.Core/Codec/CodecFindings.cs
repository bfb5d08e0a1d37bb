namespace LlmPolicy.Codec;

/// <summary>What a codec finds wrong, in words.</summary>
internal static class CodecFindings
{
    public const string Framing = "the body's length has no one reading: Content-Length and Transfer-Encoding";

    public const string Connection = "Connection names too many headers or one that has to stay, or stands where there is none";
}
