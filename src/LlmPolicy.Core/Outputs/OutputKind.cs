namespace LlmPolicy.Outputs;

/// <summary>What comes of a call, in tokens.</summary>
internal enum OutputKind
{
    /// <summary>Text, which a limit may bound.</summary>
    Text,

    /// <summary>No tokens of output: embeddings, rankings, counts. The input may cost.</summary>
    None,

    /// <summary>Output that no member of the request bounds.</summary>
    Unlimited,

    /// <summary>The same, and the body is not read: a file, or what follows an upgrade.</summary>
    Unread,
}
