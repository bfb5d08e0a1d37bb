namespace LlmPolicy;

/// <summary>
/// What a refusal of a request looks like that would have been forwarded: of its token, by RBAC, of its model. Status and headers are the same in either case, but for
/// <c>content-type</c>.
/// </summary>
public enum RefusalBodies
{
    /// <summary>Envoy's: a sentence, <c>text/plain</c>.</summary>
    Envoy,

    /// <summary>
    /// The same sentence in JSON, in the form of the errors of whose call was refused (OpenAI, Anthropic, Gemini, Amazon Bedrock, Ollama, Hugging Face; docs/refusals.md), which
    /// the path that would have been sent tells.
    /// </summary>
    Provider,
}
