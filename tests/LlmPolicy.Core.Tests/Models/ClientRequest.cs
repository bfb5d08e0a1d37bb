using System.Text;
using System.Text.Json;
using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>A request that a client library put on the wire, and the model that its caller had asked for in code.</summary>
internal sealed record ClientRequest(string Client, string Call, IReadOnlyList<string> Asked, string Method, string Target, bool IsWebSocket, IReadOnlyList<HeaderField> Headers, byte[] Body)
{
    public static IReadOnlyList<ClientRequest> All { get; } = Read();

    public string Path => Target.Split('?')[0];

    public string Query => Target[Path.Length..];

    /// <summary>The members <c>model</c> at the top of a JSON body, in order.</summary>
    public IReadOnlyList<string?> InJson
    {
        get
        {
            try
            {
                var body = JsonDocument.Parse(Body).RootElement;
                return body.ValueKind != JsonValueKind.Object ? []
                    : [.. body.EnumerateObject().Where(m => m.Name == "model").Select(m => m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString() : null)];
            }
            catch (JsonException)
            {
                return [];
            }
        }
    }

    public ModelRequest ToModelRequest() => new(Method, Path, Query, Headers, BodyFact.Whole(Body));

    public override string ToString() => $"{Client} {Call}: {Method} {Target} (asked for {(Asked.Count == 0 ? "none" : string.Join(", ", Asked))})";

    /// <summary>All requests of the folder; the test is skipped without it.</summary>
    private static ClientRequest[] Read() =>
        [.. Directory.GetFiles(Repository.Corpus("client-requests"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(line => Read(JsonElement.Parse(line)))];

    private static ClientRequest Read(JsonElement line) => new(
        line.GetProperty("client").GetString()!,
        line.GetProperty("call").GetString()!,
        line.GetProperty("model") is { ValueKind: not JsonValueKind.Null } model ? model.ValueKind == JsonValueKind.Array ? [.. model.EnumerateArray().Select(m => m.GetString()!)] : [model.GetString()!] : [],
        line.GetProperty("method").GetString()!,
        line.GetProperty("target").GetString()!,
        line.GetProperty("http").GetString() == "ws",
        [.. line.GetProperty("headers").EnumerateArray().Select(h => new HeaderField(h[0].GetString()!, h[1].GetString()!))],
        line.TryGetProperty("body", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
            : line.TryGetProperty("bodyBase64", out var base64) ? base64.GetBytesFromBase64()
            : []);
}
