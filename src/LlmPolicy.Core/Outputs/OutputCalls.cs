using System.Collections.Frozen;
using LlmPolicy.Models;
using static LlmPolicy.Outputs.OutputProvider;

namespace LlmPolicy.Outputs;

/// <summary>Which form a call has, by how its path ends: the calls that <see cref="Operations"/>, <see cref="GoogleForm"/>, <see cref="BedrockForm"/> and <see cref="HuggingFaceForm"/> know.</summary>
internal static class OutputCalls
{
    private static readonly OutputForm Later = OutputForms.Unlimited(OpenAI, OutputEscapes.Batch);

    private static readonly OutputForm Pictures = OutputForms.MediaOf(OpenAI);

    private static readonly OutputForm Vectors = OutputForms.Silent(OpenAI);

    private static readonly OutputForm OfCohere = OutputForms.Silent(Cohere);

    private static readonly OutputForm OfMistral = OutputForms.Silent(Mistral);

    private static readonly OutputForm OfOllama = OutputForms.Silent(OutputProvider.Ollama);

    private static readonly OutputForm Session = OutputForms.Unlimited(OpenAI, OutputEscapes.Realtime);

    public static OutputForm Realtime { get; } = OutputForms.Unread(OpenAI, OutputEscapes.Realtime);

    public static OutputForm Unknown { get; } = OutputForms.Unlimited(OutputProvider.Unknown, OutputEscapes.None);

    /// <summary>Calls by their last segments.</summary>
    public static IReadOnlyList<(IReadOnlyList<string> Words, OutputForm Form)> All { get; } =
    [
        .. Of(OutputForms.Chat, "chat/completions", "extensions/chat/completions"),
        .. Of(OutputForms.Completions, "completions"),
        .. Of(OutputForms.Responses, "responses"),
        .. Of(OutputForms.Unlimited(OpenAI, OutputEscapes.Compaction), "responses/compact"),
        .. Of(Vectors, "responses/input_tokens", "embeddings", "images/embeddings", "moderations"),
        .. Of(Pictures, "images/generations", "images/edits", "images/variations"),
        .. Of(Pictures with { ReportsUsage = false }, "audio/speech", "videos", "videos/generations", "video/generations/jobs", "videos/*/remix"),
        .. Of(OutputForms.Unlimited(OpenAI, OutputEscapes.None), "audio/transcriptions", "audio/translations"),
        .. Of(Later, "fine_tuning/jobs", "batches"),
        .. Of(Session, "realtime/client_secrets", "realtime/sessions", "realtime/transcription_sessions"),
        .. Of(Realtime, "realtime/calls", "realtime/calls/*/accept"),
        .. Of(OutputForms.Unread(OpenAI, OutputEscapes.Batch), "files", "uploads", "uploads/*/parts", "uploads/*/complete"),
        .. Of(OutputForms.Messages, "messages"),
        .. Of(OutputForms.Silent(Anthropic), "messages/count_tokens"),
        .. Of(OutputForms.Unlimited(Anthropic, OutputEscapes.Batch), "messages/batches"),
        .. Of(OutputForms.Complete, "complete"),
        .. Of(OutputForms.Fim, "fim/completions"),
        .. Of(OutputForms.MistralAgents, "agents/completions"),
        .. Of(OutputForms.Conversations, "conversations"),
        .. Of(OfMistral, "chat/moderations", "classifications", "chat/classifications"),
        .. Of(OutputForms.MediaOf(Mistral), "ocr"),
        .. Of(OutputForms.Unlimited(Mistral, OutputEscapes.Batch), "batch/jobs"),
        .. Of(OutputForms.CohereChat, "v1/chat", "v2/chat"),
        .. Of(OutputForms.CohereGenerate, "v1/generate"),
        .. Of(OutputForms.Unlimited(Cohere, OutputEscapes.None), "v1/summarize"),
        .. Of(OfCohere, "v1/classify", "v1/embed", "v2/embed", "rerank", "tokenize", "detokenize"),
        .. Of(OutputForms.Ollama, "api/chat", "api/generate"),
        .. Of(OfOllama, "api/embed", "api/embeddings", "api/show", "api/pull", "api/push", "api/delete", "api/create", "api/copy"),
        .. Of(OutputForms.Interactions, "interactions"),
        .. Of(OutputForms.Silent(Google), "cachedContents"),
        .. Of(OutputForms.Unlimited(Bedrock, OutputEscapes.Batch), "async-invoke"),
    ];

    private static readonly FrozenDictionary<string, (IReadOnlyList<string> Words, OutputForm Form)[]> ByLastWord = All
        .OrderByDescending(c => c.Words.Count).GroupBy(c => c.Words[^1]).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    /// <summary>The form of a <c>POST</c>, or of Ollama's <c>DELETE</c>.</summary>
    public static OutputForm Find(PathSegments path) =>
        GoogleOutputs.Find(path) ?? BedrockOutputs.Find(path) ?? Ending(path) ?? HuggingFaceTask(path) ?? Unknown;

    private static OutputForm? Ending(PathSegments path)
    {
        if (path.IndexOf("threads") >= 0 || path.IndexOf("assistants") >= 0)
        {
            return OutputForms.Runs;
        }

        if (!ByLastWord.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path[path.Count - 1], out var candidates))
        {
            return null;
        }

        foreach (var (words, form) in candidates)
        {
            if (path.EndsLike(words))
            {
                return form == OutputForms.Chat && IsHuggingFace(path, path.Count - words.Count) ? OutputForms.HuggingFaceChat : form;
            }
        }

        return null;
    }

    /// <summary><c>models/ORG/NAME/v1</c> in front of a call.</summary>
    private static bool IsHuggingFace(PathSegments path, int start) =>
        path.FirstMarker(start) is >= 0 and var marker && path.Has(marker, ["models"]) && path.Has(start - 1, ["v1"]) && start - marker is 3 or 4;

    /// <summary>A model's own path. Its task is not said there in most cases; text generation is what costs most.</summary>
    private static OutputForm? HuggingFaceTask(PathSegments path)
    {
        if (IdleForm.Posting(path) is not null)
        {
            return OutputForms.Silent(OutputProvider.Unknown);
        }

        int marker = path.FirstMarker(path.Count);
        int task = path.IndexOf("pipeline");
        if (marker < 0 || !path.Has(marker, ["models"]) && marker != task)
        {
            return null;
        }

        return (task < 0 ? "text-generation" : path[task + 1]) switch
        {
            "text-generation" => OutputForms.HuggingFaceText,
            "feature-extraction" or "sentence-similarity" or "text-classification" or "token-classification" or "zero-shot-classification" or "fill-mask" => OutputForms.Silent(HuggingFace),
            _ => OutputForms.Unlimited(HuggingFace, OutputEscapes.Media),
        };
    }

    private static IEnumerable<(IReadOnlyList<string> Words, OutputForm Form)> Of(OutputForm form, params string[] ends) =>
        ends.Select(end => ((IReadOnlyList<string>)end.Split('/'), form));
}
