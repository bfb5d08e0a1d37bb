using System.Text.Json.Serialization;

namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>The wire forms, for native AOT without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Received))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(GenerationRequest))]
[JsonSerializable(typeof(Generation[]))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(ChatErrorBody))]
[JsonSerializable(typeof(ModelList))]
internal sealed partial class StandInJson : JsonSerializerContext;
