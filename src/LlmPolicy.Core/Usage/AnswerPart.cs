namespace LlmPolicy.Usage;

/// <summary>What a string in an answer is, apart from counts.</summary>
internal enum AnswerPart
{
    /// <summary>Nothing that is asked for.</summary>
    None,

    /// <summary>The name of the model that answered.</summary>
    Model,

    /// <summary>Which response on the connection is meant.</summary>
    Id,

    /// <summary>What kind of event or object it is.</summary>
    Kind,

    /// <summary>That it is an error.</summary>
    Error,

    /// <summary>Text that the model wrote.</summary>
    Text,

    /// <summary>Text that the model wrote, or sound in Base64: the kind of the event tells.</summary>
    Delta,

    /// <summary>All of the text once more, where it came in pieces before.</summary>
    Restated,

    /// <summary>A document of its own, in Base64.</summary>
    Nested,

    /// <summary>What kind of element of a list it is.</summary>
    Tag,
}
