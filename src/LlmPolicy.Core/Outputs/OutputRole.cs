namespace LlmPolicy.Outputs;

/// <summary>What a member of a request says of the output.</summary>
internal enum OutputRole
{
    /// <summary>Nothing: it is known as harmless among members that are not.</summary>
    None,

    /// <summary>The most tokens of one answer.</summary>
    Limit,

    /// <summary>That the body is of this form at all, where the path does not say.</summary>
    Marker,

    /// <summary>How many answers are made of one prompt; the largest of such members counts.</summary>
    Candidates,

    /// <summary>One prompt or a list of them; each is answered.</summary>
    Prompts,

    /// <summary>Whether the answer is streamed.</summary>
    Stream,

    /// <summary>It escapes the limit.</summary>
    Escape,
}
