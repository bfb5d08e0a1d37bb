namespace LlmPolicy.Connections;

/// <summary>How an answer's body ends (RFC 9112, 6.3).</summary>
/// <param name="Kind">By what.</param>
/// <param name="Length">How long it is, of one with a length.</param>
internal readonly record struct AnswerBody(AnswerBodyKind Kind, long Length = 0)
{
    public static AnswerBody None { get; } = new(AnswerBodyKind.Length);
}

internal enum AnswerBodyKind
{
    UntilClose,
    Length,
    Chunked,

    /// <summary>None: the connection goes on in another protocol.</summary>
    Tunnel,
}
