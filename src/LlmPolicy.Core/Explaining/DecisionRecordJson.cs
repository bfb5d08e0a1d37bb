using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmPolicy.Explaining;

/// <summary>The JSON of a <see cref="DecisionRecord"/>: written on one line, found again in whatever a log made of it.</summary>
internal static class DecisionRecordJson
{
    private const string FormatMember = "format";

    // Readable in a log; nothing in a record comes from a caller.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DecisionRecord record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString(FormatMember, DecisionRecord.Format);
            json.WriteString("id", record.Id);
            json.WriteString("generation", record.Generation);
            json.WriteNumber("status", record.StatusCode);
            json.WriteString("reason", record.Reason);
            if (record.Route is { } route)
            {
                json.WriteString("route", route);
            }

            WritePosition(json, record.Position);
            WriteProviders(json, record.Providers);
            WriteClaims(json, record.Claims);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    public static DecisionRecord? Find(string text)
    {
        // A log in JSON holds the record as a string, its quotes escaped.
        return Scan(text) ?? Scan(text.Replace("\\u0022", "\"", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal));
    }

    private static DecisionRecord? Scan(string text)
    {
        int mark = text.IndexOf(DecisionRecord.Format, StringComparison.Ordinal);
        int start = mark < 0 ? -1 : text.LastIndexOf('{', mark);
        return start < 0 ? null : Read(System.Text.Encoding.UTF8.GetBytes(text[start..]));
    }

    private static DecisionRecord? Read(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return Text(root, FormatMember) != DecisionRecord.Format ? null : new DecisionRecord
            {
                Id = Text(root, "id"),
                Generation = Text(root, "generation"),
                StatusCode = root.GetProperty("status").GetInt32(),
                Reason = Text(root, "reason"),
                Route = root.TryGetProperty("route", out var route) ? route.GetString() : null,
                Position = root.TryGetProperty("file", out _) ? ReadPosition(root) : null,
                Providers = [.. root.GetProperty("providers").EnumerateArray().Select(p => new ProviderFinding(Text(p, "name"), Text(p, "reason")))],
                Claims = [.. root.GetProperty("claims").EnumerateArray().Select(c =>
                    new ClaimFinding(Text(c, "policy"), Text(c, "claim"), Text(c, "found"), c.GetProperty("matched").GetBoolean(), ReadPosition(c)))],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Cut off, or of another form: no record.
            return null;
        }
    }

    private static void WriteProviders(Utf8JsonWriter json, IReadOnlyList<ProviderFinding> providers)
    {
        json.WriteStartArray("providers");
        foreach (var provider in providers)
        {
            json.WriteStartObject();
            json.WriteString("name", provider.Provider);
            json.WriteString("reason", provider.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteClaims(Utf8JsonWriter json, IReadOnlyList<ClaimFinding> claims)
    {
        json.WriteStartArray("claims");
        foreach (var claim in claims)
        {
            json.WriteStartObject();
            json.WriteString("policy", claim.Policy);
            json.WriteString("claim", claim.Claim);
            json.WriteString("found", claim.Found);
            json.WriteBoolean("matched", claim.Matched);
            WritePosition(json, claim.Position);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter json, SourcePosition? position)
    {
        if (position is not null)
        {
            json.WriteString("file", position.File);
            json.WriteNumber("line", position.Line);
            json.WriteNumber("column", position.Column);
        }
    }

    private static SourcePosition ReadPosition(JsonElement at) =>
        new(Text(at, "file"), at.GetProperty("line").GetInt32(), at.GetProperty("column").GetInt32());

    private static string Text(JsonElement at, string name) => at.GetProperty(name).GetString() ?? "";
}
