namespace LlmPolicy.Models;

/// <summary>What a model's name stands in.</summary>
internal enum ModelSource
{
    /// <summary>The path, as one segment: slashes are escaped.</summary>
    Segment,

    /// <summary>The path, as Amazon Bedrock's clients write it: all but letters, digits and <c>-._~</c> is escaped.</summary>
    EscapedSegment,

    /// <summary>The path, as one or more segments: slashes stay.</summary>
    Segments,

    /// <summary>The path, as <c>publisher/models/name</c>.</summary>
    Publisher,

    /// <summary>The query, as a parameter's value.</summary>
    Query,

    /// <summary>The body, as a JSON string.</summary>
    Json,

    /// <summary>The body, as a part of a form.</summary>
    FormPart,
}
