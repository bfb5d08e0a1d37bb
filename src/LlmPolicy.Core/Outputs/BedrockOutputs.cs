using LlmPolicy.Models;
using static LlmPolicy.Outputs.OutputProvider;

namespace LlmPolicy.Outputs;

/// <summary>The forms of Amazon Bedrock's calls. What an invoked model reads is its maker's own, and the id mostly says who that is.</summary>
internal static class BedrockOutputs
{
    private static readonly OutputForm Silent = OutputForms.Silent(Bedrock);

    private static readonly OutputForm Realtime = OutputForms.Unread(Bedrock, OutputEscapes.Realtime);

    private static readonly OutputForm Pictures = OutputForms.Unlimited(Bedrock, OutputEscapes.Media);

    /// <summary>Makers as they stand in an id: at its start, or behind a region's dot or an ARN's slash.</summary>
    private static readonly (string Word, OutputForm Form)[] Families =
    [
        ("amazon.titan-embed-", Silent), ("amazon.nova-2-multimodal-embeddings", Silent), ("cohere.embed-", Silent), ("cohere.rerank-", Silent), ("amazon.rerank-", Silent),
        ("anthropic.", OutputForms.InvokeAnthropic), ("amazon.nova-canvas", Pictures), ("amazon.nova-reel", Pictures), ("amazon.nova-", OutputForms.InvokeNova),
        ("amazon.titan-image", Pictures), ("amazon.titan-text-", OutputForms.InvokeTitan), ("amazon.titan-tg1", OutputForms.InvokeTitan), ("stability.", Pictures),
        ("meta.llama", OutputForms.InvokeLlama), ("mistral.", OutputForms.InvokeChat), ("ai21.jamba", OutputForms.InvokeChat), ("deepseek.", OutputForms.InvokeChat),
        ("qwen.", OutputForms.InvokeChat), ("cohere.command", OutputForms.InvokeCohere), ("openai.", OutputForms.InvokeOpenAI),
    ];

    public static OutputForm? Find(PathSegments path)
    {
        int last = path.Count - 1;
        return !path.Has(last - 2, ["model"]) ? null : path[last] switch
        {
            "invoke" => Family(path[last - 1]),
            "invoke-with-response-stream" => Family(path[last - 1]) with { Streams = true },
            "invoke-with-bidirectional-stream" => Realtime,
            "converse" => Conversing(path[last - 1]),
            "converse-stream" => Conversing(path[last - 1]) with { Streams = true },
            "count-tokens" => Silent,
            _ => null,
        };
    }

    private static OutputForm Conversing(ReadOnlySpan<char> id) =>
        id.Contains("prompt%2F", StringComparison.OrdinalIgnoreCase) ? OutputForms.Converse with { Always = OutputEscapes.StoredPrompt } : OutputForms.Converse;

    private static OutputForm Family(ReadOnlySpan<char> id)
    {
        foreach (var (word, form) in Families)
        {
            int at = id.IndexOf(word, StringComparison.Ordinal);
            if (at == 0 || at > 0 && (id[at - 1] == '.' || id[..at].EndsWith("%2F", StringComparison.OrdinalIgnoreCase)))
            {
                return form;
            }
        }

        return OutputForms.Invoke;
    }
}
