using static LlmPolicy.Usage.AnswerPart;

namespace LlmPolicy.Usage;

/// <summary>Where answers hold what is not a count: the model's name, the text, errors.</summary>
internal static class AnswerParts
{
    /// <summary>The parts of a document.</summary>
    public static IReadOnlyList<(string Path, AnswerPart Part)> All { get; } =
    [
        ("model", Model),
        ("response.model", Model),
        ("message.model", Model),
        ("interaction.model", Model),
        ("modelVersion", Model),
        ("response.modelVersion", Model),
        ("trace.promptRouter.invokedModelId", Model),

        // The model that the answer began with had declined.
        ("usage.iterations[type=fallback_message].model", Model),

        // Events of one connection may be of several responses.
        ("response.id", Id),
        ("item_id", Id),
        ("type", Kind),
        ("object", Kind),
        ("error", Error),
        ("response.error", Error),
        ("delta.error", Error),

        // OpenAI chat and completions
        ("choices[].text", Text),
        .. Either("choices[]", "content", "refusal", "reasoning", "reasoning_content", "tool_calls[].function.arguments", "function_call.arguments"),
        .. Either("choices[]", "content[].text", "content[].thinking[].text"),

        // OpenAI responses
        ("delta", Delta),
        ("output[].content[].text", Text),
        ("output[].summary[].text", Text),
        ("output[].arguments", Text),
        ("output[].input", Text),

        // Anthropic
        ("delta.text", Text),
        ("delta.thinking", Text),
        ("delta.partial_json", Text),
        ("content[].text", Text),
        ("content[].thinking", Text),
        ("completion", Text),

        // Gemini
        ("candidates[].content.parts[].text", Text),
        ("response.candidates[].content.parts[].text", Text),

        // Bedrock
        ("delta.reasoningContent.text", Text),
        ("delta.toolUse.input", Text),
        ("contentBlockDelta.delta.text", Text),
        ("output.message.content[].text", Text),
        ("output.message.content[].reasoningContent.reasoningText.text", Text),
        ("generation", Text),
        ("outputText", Text),
        ("results[].outputText", Text),
        ("outputs[].text", Text),
        ("completions[].data.text", Text),

        // Cohere; a transcription
        ("delta.message.content.text", Text),
        ("delta.message.content.thinking", Text),
        ("delta.message.tool_plan", Text),
        ("delta.message.tool_calls.function.arguments", Text),
        ("message.content[].text", Text),
        ("message.content[].thinking", Text),
        ("message.tool_plan", Text),
        ("message.tool_calls[].function.arguments", Text),
        ("generations[].text", Text),
        ("text", Text),

        // Ollama
        ("message.content", Text),
        ("message.thinking", Text),
        ("response", Text),
        ("thinking", Text),

        // Hugging Face TGI
        ("token.text", Text),
        ("generated_text", Restated),
    ];

    /// <summary>What the chunks of Bedrock's streams of InvokeModel hold: a document of the model's own stream.</summary>
    public static (string Path, AnswerPart Part) Chunk { get; } = ("bytes", Nested);

    private static IEnumerable<(string Path, AnswerPart Part)> Either(string choice, params string[] members) =>
        members.SelectMany(member => new[] { ($"{choice}.delta.{member}", Text), ($"{choice}.message.{member}", Text) });
}
