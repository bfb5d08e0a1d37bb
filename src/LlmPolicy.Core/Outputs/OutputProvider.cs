namespace LlmPolicy.Outputs;

/// <summary>Whose form a request has. It says what its client understands, not who answers: many servers speak OpenAI's.</summary>
internal enum OutputProvider
{
    /// <summary>None that is known here.</summary>
    Unknown,

    /// <summary>OpenAI, Azure OpenAI, and all that copy them.</summary>
    OpenAI,

    /// <summary>Anthropic, at Vertex AI and Foundry too.</summary>
    Anthropic,

    /// <summary>Gemini and Vertex AI.</summary>
    Google,

    /// <summary>Amazon Bedrock.</summary>
    Bedrock,

    /// <summary>Cohere.</summary>
    Cohere,

    /// <summary>Mistral, where its call is its own: its chat has OpenAI's path.</summary>
    Mistral,

    /// <summary>Ollama.</summary>
    Ollama,

    /// <summary>Hugging Face's inference.</summary>
    HuggingFace,
}
