using static LlmPolicy.Outputs.OutputEscapes;
using static LlmPolicy.Outputs.OutputProvider;

namespace LlmPolicy.Outputs;

/// <summary>How each provider's calls say how much may be produced. docs/budgets-outputs.md has the same table.</summary>
internal static class OutputForms
{
    private static readonly OutputMember Stream = new("stream", OutputRole.Stream);

    /// <summary>What gateways and copies of OpenAI's API read beside OpenAI's own.</summary>
    private static readonly OutputMember[] Gateways =
    [
        .. Escapes(Fallbacks, "fallbacks", "models", "context_window_fallbacks", "content_policy_fallbacks"),
        .. Escapes(Overriding, "extra_body", "n_predict"),
        Escape(Overriding, "context_length_exceeded_behavior") with { Harmless = ["error"] },
    ];

    private static readonly OutputMember[] ChatEscapes =
    [
        Escape(ProviderTools, "tools[].type") with { Harmless = ["function", "custom"] },
        .. Escapes(ProviderTools, "web_search_options", "search_parameters", "moderation", "safety_model", "plugins", "data_sources", "compound_custom"),
        Escape(Prediction, "prediction"),
        Escape(Media, "audio"),
        Escape(Media, "modalities[]") with { Harmless = ["text"] },
        .. Escapes(Agents, "agent_count", "max_turns", "agent_id", "agent", "agent_reference"),
    ];

    private static readonly OutputMember[] MessageMembers =
    [
        Limit("max_tokens"), Stream,
        Escape(ProviderTools, "tools[].type") with { Harmless = ["custom", "bash_*", "text_editor_*", "computer_*", "memory_*"] },
        Escape(ProviderTools, "mcp_servers"),
        Escape(Fallbacks, "fallbacks"),
        Escape(Compaction, "context_management.edits[].type") with { Harmless = ["clear_*"] },
        Escape(Compaction, "compaction"),
        Escape(StoredInput, "thread"),
    ];

    public static OutputForm Chat { get; } = Of("OpenAI chat", OpenAI, "max_completion_tokens", [Limit("max_completion_tokens"), Limit("max_tokens"), Candidates("n"), Candidates("best_of"), Stream, .. ChatEscapes, .. Gateways]);

    public static OutputForm HuggingFaceChat { get; } = Of("Hugging Face chat", HuggingFace, "max_tokens", [Limit("max_tokens"), Candidates("n"), Stream, .. ChatEscapes, .. Gateways]);

    public static OutputForm Completions { get; } = Of("OpenAI completions", OpenAI, "max_tokens", [Limit("max_tokens"), Candidates("n"), Candidates("best_of"), Prompts("prompt"), Stream, .. Gateways]);

    public static OutputForm Responses { get; } = Of("OpenAI responses", OpenAI, "max_output_tokens",
[        Limit("max_output_tokens"), Stream,
        Escape(Background, "background"),
        .. Escapes(StoredInput, "previous_response_id", "conversation"),
        Escape(StoredPrompt, "prompt"),
        Escape(ProviderTools, "tools[].type") with { Harmless = ["function", "custom"] },
        Escape(ProviderTools, "moderation"),
        Escape(Compaction, "context_management"),
        .. Escapes(Agents, "multi_agent", "agent_id", "agent", "agent_reference"),
        Escape(Agents, "reasoning.mode") with { Harmless = ["standard"] },
        .. Gateways]);

    public static OutputForm Runs { get; } = Of("OpenAI assistants", OpenAI, null, Limit("max_completion_tokens"), Stream) with { Always = Agents | StoredPrompt };

    public static OutputForm Messages { get; } = Of("Anthropic messages", Anthropic, "max_tokens", MessageMembers);

    public static OutputForm Complete { get; } = Of("Anthropic complete", Anthropic, "max_tokens_to_sample", Limit("max_tokens_to_sample"), Stream);

    public static OutputForm Generate { get; } = Of("Gemini generateContent", Google, "generationConfig.maxOutputTokens",
        Limit("generationConfig|generation_config.maxOutputTokens|max_output_tokens"),
        Candidates("generationConfig|generation_config.candidateCount|candidate_count"),
        Escape(Media, "generationConfig|generation_config.responseModalities|response_modalities[]") with { Harmless = ["TEXT"] },
        Escape(StoredInput, "cachedContent|cached_content"),
        new("tools[].functionDeclarations|function_declarations", OutputRole.None),
        Escape(ProviderTools, "tools[].*"));

    public static OutputForm Interactions { get; } = Of("Gemini interactions", Google, "generation_config.max_output_tokens",
[        Limit("generation_config.max_output_tokens"), Stream,
        Escape(Background, "background"),
        Escape(StoredInput, "previous_interaction_id"),
        Escape(Continuation, "continuation_token"),
        .. Escapes(Agents, "agent", "agent_config"),
        Escape(ProviderTools, "environment"),
        Escape(ProviderTools, "tools[].type") with { Harmless = ["function"] },
        Escape(Media, "response_modalities[]") with { Harmless = ["text"] }]);

    public static OutputForm Converse { get; } = Of("Bedrock Converse", Bedrock, "inferenceConfig.maxTokens",
        Limit("inferenceConfig.maxTokens"),
        Escape(Overriding, "additionalModelRequestFields"),
        Escape(StoredPrompt, "promptVariables"),
        Escape(ProviderTools, "toolConfig.tools[].systemTool"));

    public static OutputForm InvokeAnthropic { get; } = Of("Bedrock invoke, Anthropic", Bedrock, "max_tokens", MessageMembers);

    public static OutputForm InvokeNova { get; } = Of("Bedrock invoke, Nova", Bedrock, "inferenceConfig.maxTokens",
        Limit("inferenceConfig.maxTokens|max_new_tokens"), Escape(ProviderTools, "toolConfig.tools[].systemTool"));

    public static OutputForm InvokeTitan { get; } = Of("Bedrock invoke, Titan", Bedrock, "textGenerationConfig.maxTokenCount", Limit("textGenerationConfig.maxTokenCount"));

    public static OutputForm InvokeLlama { get; } = Of("Bedrock invoke, Llama", Bedrock, "max_gen_len", Limit("max_gen_len"));

    public static OutputForm InvokeChat { get; } = Of("Bedrock invoke, Mistral, AI21, DeepSeek, Qwen", Bedrock, "max_tokens",
        Limit("max_tokens"), Candidates("n"), Escape(ProviderTools, "tools[].type") with { Harmless = ["function"] });

    public static OutputForm InvokeCohere { get; } = Of("Bedrock invoke, Cohere", Bedrock, "max_tokens", Limit("max_tokens"), Candidates("num_generations"));

    public static OutputForm InvokeOpenAI { get; } = Of("Bedrock invoke, OpenAI", Bedrock, "max_completion_tokens", [Limit("max_completion_tokens"), Limit("max_tokens"), Candidates("n"), .. ChatEscapes]);

    /// <summary>An id that says no family: an ARN. What has <c>anthropic_version</c> can only be Anthropic's.</summary>
    public static OutputForm Invoke { get; } = Of("Bedrock invoke, other", Bedrock, "max_tokens", [new("anthropic_version", OutputRole.Marker), .. MessageMembers]) with { NeedsMarker = true };

    public static OutputForm CohereChat { get; } = Of("Cohere chat", Cohere, "max_tokens",
        Limit("max_tokens"), Stream, Escape(Reasoning, "thinking.token_budget"), Escape(ProviderTools, "connectors"), Escape(StoredInput, "conversation_id"));

    public static OutputForm CohereGenerate { get; } = Of("Cohere generate", Cohere, "max_tokens", Limit("max_tokens"), Candidates("num_generations"), Stream);

    public static OutputForm Fim { get; } = Of("Mistral fim", Mistral, "max_tokens", Limit("max_tokens"), Candidates("n"), Stream);

    public static OutputForm MistralAgents { get; } = Of("Mistral agents", Mistral, "max_tokens", Limit("max_tokens"), Candidates("n"), Stream, Escape(Prediction, "prediction")) with { Always = Agents };

    /// <summary>OpenAI's call of the path produces nothing, and knows no such member: a limit is lowered here, and never put in.</summary>
    public static OutputForm Conversations { get; } = Of("Mistral conversations", Mistral, null,
        Limit("completion_args.max_tokens"), Stream, Escape(Agents, "agent_id"), Escape(ProviderTools, "tools[].type") with { Harmless = ["function"] });

    public static OutputForm Ollama { get; } = Of("Ollama", OutputProvider.Ollama, "options.num_predict", Limit("options.num_predict"), Stream) with { Streams = true };

    public static OutputForm HuggingFaceText { get; } = Of("Hugging Face text generation", HuggingFace, "parameters.max_new_tokens",
        Limit("parameters.max_new_tokens"), Candidates("parameters.best_of"), Candidates("parameters.num_return_sequences"), Prompts("inputs"), Stream);

    /// <summary>All that have members.</summary>
    public static IReadOnlyList<OutputForm> All { get; } =
    [
        Chat, Completions, Responses, Runs, Messages, Complete, Generate, Interactions, Converse, InvokeAnthropic, InvokeNova, InvokeTitan, InvokeLlama, InvokeChat,
        InvokeCohere, InvokeOpenAI, Invoke, CohereChat, CohereGenerate, Fim, MistralAgents, Conversations, Ollama, HuggingFaceText, HuggingFaceChat,
    ];

    /// <summary>A call without output tokens.</summary>
    public static OutputForm Silent(OutputProvider provider) => new("none", provider, OutputKind.None);

    /// <summary>A call that no member bounds.</summary>
    public static OutputForm Unlimited(OutputProvider provider, OutputEscapes always) => new("unlimited", provider, OutputKind.Unlimited) { Always = always, ReportsUsage = (always & (Batch | Realtime)) == None };

    /// <summary>A call that answers in something else than tokens; <c>n</c> times.</summary>
    public static OutputForm MediaOf(OutputProvider provider) => Unlimited(provider, Media) with { Members = [Candidates("n"), Stream] };

    /// <summary>A call whose body says nothing of it.</summary>
    public static OutputForm Unread(OutputProvider provider, OutputEscapes always) => new("unread", provider, OutputKind.Unread) { Always = always, ReportsUsage = false };

    private static OutputForm Of(string name, OutputProvider provider, string? put, params OutputMember[] members) =>
        new(name, provider, OutputKind.Text) { Members = [.. members], Put = put?.Split('.') };

    private static OutputMember Limit(string path) => new(path, OutputRole.Limit);

    private static OutputMember Candidates(string path) => new(path, OutputRole.Candidates);

    private static OutputMember Prompts(string path) => new(path, OutputRole.Prompts);

    private static OutputMember Escape(OutputEscapes to, string path) => new(path, OutputRole.Escape) { Escape = to };

    private static OutputMember[] Escapes(OutputEscapes to, params ReadOnlySpan<string> paths)
    {
        var members = new OutputMember[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            members[i] = Escape(to, paths[i]);
        }

        return members;
    }
}
