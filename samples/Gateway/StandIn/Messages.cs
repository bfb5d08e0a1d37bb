using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Samples.Gateway.StandIn;

internal sealed record ErrorBody(string Error);

internal sealed record GenerationRequest(JsonElement Inputs);

internal sealed record Generation(string GeneratedText);

internal sealed record ChatRequest(string? Model, JsonElement[]? Messages, bool Stream, StreamOptions? StreamOptions);

internal sealed record StreamOptions(bool IncludeUsage);

internal sealed record ChatCompletion(string Id, string Object, long Created, string Model, ChatChoice[] Choices, Usage Usage);

internal sealed record ChatChoice(int Index, ChatMessage Message, string FinishReason);

internal sealed record ChatMessage(string Role, string Content);

internal sealed record ChatChunk(string Id, string Object, long Created, string Model, ChatChunkChoice[] Choices, Usage? Usage = null);

internal sealed record ChatChunkChoice(
    int Index, ChatDelta Delta, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason = null);

internal sealed record ChatDelta(string? Role, string? Content);

internal sealed record ChatErrorBody(ChatError Error);

internal sealed record ChatError(string Message, string Type);

internal sealed record ModelList(string Object, Model[] Data);

internal sealed record Model(string Id, string Object, long Created, string OwnedBy);
