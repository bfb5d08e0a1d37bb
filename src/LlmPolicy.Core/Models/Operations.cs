namespace LlmPolicy.Models;

/// <summary>The calls whose body says the model, and how each says it. docs/models.md has the same list.</summary>
internal static class Operations
{
    private static readonly BodyForm Default = BodyForm.Plain with { Unnamed = UnnamedWays.ProviderDefault };
    private static readonly BodyForm DefaultInForm = Default with { TakesForms = true };
    private static readonly BodyForm PlainInForm = BodyForm.Plain with { TakesForms = true };
    private static readonly BodyForm Named = new() { Names = ["model", "name"] };

    private static readonly BodyForm Session = (BodyForm.Plain with { Always = UnnamedWays.RealtimeSession })
        .With(new BodyMember("session") { Path = ["model"] });

    /// <summary>Assistants, their threads and runs: a model may be named, but need not be.</summary>
    public static BodyForm Assistants { get; } = BodyForm.Plain with { Always = UnnamedWays.Assistant };

    /// <summary>All calls; where two end alike, the one of more words is meant.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        // OpenAI, and who speaks its form.
        Of("chat/completions", BodyForm.Plain) with { ReportsStreamsIfAsked = true },
        Of("extensions/chat/completions", BodyForm.Plain),
        Of("completions", BodyForm.Plain) with { ReportsStreamsIfAsked = true },
        Of("responses", BodyForm.Plain),
        Of("responses/compact", BodyForm.Plain),
        Of("responses/input_tokens", BodyForm.Plain),
        Of("embeddings", BodyForm.Plain),
        Of("images/embeddings", BodyForm.Plain),
        Of("moderations", Default),
        Of("images/generations", Default),
        Of("images/edits", DefaultInForm),
        Of("images/variations", DefaultInForm),
        Of("audio/speech", BodyForm.Plain),
        Of("audio/transcriptions", PlainInForm),
        Of("audio/translations", PlainInForm),
        Of("videos", DefaultInForm),
        Of("videos/generations", Default),
        Of("video/generations/jobs", Default),
        Of("videos/*/remix", DefaultInForm with { Unnamed = UnnamedWays.PreviousResponse }),
        Of("fine_tuning/jobs", BodyForm.Plain),
        Of("conversations", Default),
        Of("realtime/client_secrets", Session),
        Of("realtime/sessions", Session),
        Of("realtime/transcription_sessions", Session),
        Of("realtime/calls", UnnamedWays.RealtimeSession),
        Of("realtime/calls/*/accept", UnnamedWays.RealtimeSession),
        Of("batches", BodyForm.Plain with { Always = UnnamedWays.Batch }),
        Of("files", UnnamedWays.File),
        Of("uploads", UnnamedWays.File),
        Of("uploads/*/parts", UnnamedWays.File),
        Of("uploads/*/complete", UnnamedWays.File),

        // Anthropic.
        Of("messages", BodyForm.Plain),
        Of("messages/count_tokens", BodyForm.Plain),
        Of("messages/batches", (BodyForm.Plain with { Names = [] }).With(new BodyMember("requests") { Path = [BodyMember.Each, "params", "model"], IsRequired = true })),
        Of("complete", BodyForm.Plain),

        // Mistral.
        Of("fim/completions", BodyForm.Plain),
        Of("agents/completions", BodyForm.Plain with { Always = UnnamedWays.Agent }),
        Of("chat/moderations", BodyForm.Plain),
        Of("classifications", BodyForm.Plain),
        Of("chat/classifications", BodyForm.Plain),
        Of("ocr", BodyForm.Plain),
        Of("batch/jobs", BodyForm.Plain with { Always = UnnamedWays.Batch }),

        // Cohere, and who speaks its form.
        Of("v1/chat", Default),
        Of("v2/chat", BodyForm.Plain),
        Of("v1/generate", Default),
        Of("v1/summarize", Default),
        Of("v1/classify", Default),
        Of("v1/embed", Default),
        Of("v2/embed", BodyForm.Plain),
        Of("rerank", BodyForm.Plain),
        Of("tokenize", BodyForm.Plain),
        Of("detokenize", BodyForm.Plain),

        // Ollama.
        Of("api/chat", BodyForm.Plain),
        Of("api/generate", BodyForm.Plain),
        Of("api/embed", BodyForm.Plain),
        Of("api/embeddings", BodyForm.Plain),
        Of("api/show", Named),
        Of("api/pull", Named),
        Of("api/push", Named),
        Of("api/delete", Named),
        Of("api/create", Named.With(new BodyMember("from") { Path = [] })),
        Of("api/copy", (new BodyForm { Names = ["source"] }).With(new BodyMember("destination") { Path = [], IsRequired = true })),

        // Gemini's caches and interactions, Amazon Bedrock's calls that end later.
        Of("interactions", BodyForm.Plain.With(
            new BodyMember("agent") { Way = UnnamedWays.Agent, Overrides = true },
            new BodyMember("previous_interaction_id") { Way = UnnamedWays.PreviousResponse })),
        Of("cachedContents", BodyForm.Plain with { NamesResources = true }),
        Of("async-invoke", BodyForm.Plain with { Names = ["modelId"] }),
    ];

    private static Operation Of(string words, BodyForm form) => new(words.Split('/'), form, UnnamedWays.None);

    /// <summary>A call whose body is not read.</summary>
    private static Operation Of(string words, UnnamedWays way) => new(words.Split('/'), null, way);
}
