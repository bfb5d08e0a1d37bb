using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Replay;

/// <summary>What a request was decided on, as a line of <c>LlmPolicy:Audit:Replay</c>: enough to put it to other manifests, and no token.</summary>
internal sealed record ReplayRecord
{
    /// <summary>The form, its first member.</summary>
    public const string CurrentFormat = "llmpolicy-replay/1";

    /// <summary>Stands for a value that was not kept, or for a part of one: in whatever holds it, something else was.</summary>
    public const string Masked = "***";

    [JsonPropertyOrder(-1)]
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The decision's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The generation that decided.</summary>
    public required string Generation { get; init; }

    /// <summary>Whether it was allowed.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The reason.</summary>
    public required string Reason { get; init; }

    public required string Method { get; init; }

    public required string Scheme { get; init; }

    public required string Host { get; init; }

    /// <summary>As it was sent, with <see cref="Masked"/> for each value of the query that no policy reads, and for what looks like a credential.</summary>
    public required string Target { get; init; }

    public required string Protocol { get; init; }

    /// <summary>The client's address.</summary>
    public required string Peer { get; init; }

    /// <summary>What picked among weighted destinations.</summary>
    public required double Draw { get; init; }

    /// <summary>The headers that <see cref="Asked"/> names, a line each; and <see cref="Masked"/> for the value of each line that the policy only changes.</summary>
    public required IReadOnlyList<ReplayHeader> Headers { get; init; }

    /// <summary>What is known of tokens.</summary>
    public required ReplayToken Token { get; init; }

    /// <summary>The callers whose tokens were verified, with the claims that <see cref="Asked"/> names.</summary>
    public required IReadOnlyList<ReplayCaller> Callers { get; init; }

    /// <summary>The Secret, <c>NAMESPACE/NAME</c>, whose API key was shown and is the caller's; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The models that were asked for, where a rule read the body; null where none did.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>What was kept, if it was there.</summary>
    public required ReplayAsked Asked { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ReplayJson.Default.ReplayRecord);

    /// <summary>Reads a line.</summary>
    /// <returns>The record; null where the line is none.</returns>
    public static ReplayRecord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ReplayJson.Default.ReplayRecord) is { Format: CurrentFormat } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A header line; chars are bytes.</summary>
internal sealed record ReplayHeader(string Name, string Value);

/// <summary>A caller.</summary>
/// <param name="Provider">Whose token it was.</param>
/// <param name="Claims">An object.</param>
internal sealed record ReplayCaller(string Provider, JsonElement Claims);

/// <summary>What was kept, if it was there.</summary>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Claims">Paths through objects.</param>
internal sealed record ReplayAsked(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Claims);

/// <summary>What is known of a request's tokens.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplayToken>))]
internal enum ReplayToken
{
    /// <summary>It had none.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Its callers' tokens were verified.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,

    /// <summary>It had one that no provider accepted.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It had one, maybe, and nobody looked.</summary>
    [JsonStringEnumMemberName("unread")]
    Unread,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReplayRecord))]
internal sealed partial class ReplayJson : JsonSerializerContext;
