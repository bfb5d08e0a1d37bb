namespace LlmPolicy.Headers;

/// <summary>An entry of <c>requestHeadersToRemove</c> or <c>responseHeadersToRemove</c>, compiled.</summary>
internal sealed record HeaderRemoval(string Name, SourcePosition Origin);
