namespace LlmPolicy.Models;

/// <summary>Ways to a model that the request itself does not name. Each is refused unless a rule names it.</summary>
[Flags]
internal enum UnnamedWays
{
    /// <summary>None: each model is named.</summary>
    None = 0,

    /// <summary>An earlier answer goes on with its model: <c>previous_response_id</c>, a conversation, a video's remix.</summary>
    PreviousResponse = 1,

    /// <summary>A stored prompt says it: <c>prompt.id</c>.</summary>
    Prompt = 2,

    /// <summary>An agent says it: <c>agent_id</c>, <c>agent</c>, <c>agent_reference</c>.</summary>
    Agent = 4,

    /// <summary>An assistant or its thread says it (<c>assistant_id</c>): assistants, threads, runs.</summary>
    Assistant = 8,

    /// <summary>A realtime session that is opened past the policy: client secrets, sessions, calls.</summary>
    RealtimeSession = 16,

    /// <summary>The lines of a batch say it, each its own, in a file that was sent before.</summary>
    Batch = 32,

    /// <summary>A file is uploaded: it may hold the lines of a batch.</summary>
    File = 64,

    /// <summary>No model is named, where providers then take one of their own.</summary>
    ProviderDefault = 128,
}
