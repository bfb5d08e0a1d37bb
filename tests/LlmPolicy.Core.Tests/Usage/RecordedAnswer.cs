using System.Text;
using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>An answer as a provider sent it, without its content coding.</summary>
/// <param name="Number">Its line's number in the corpus.</param>
/// <param name="Form">Provider, path without names, and whether it streams: what answers of one form have in common.</param>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Label">What another reader found; null if nothing.</param>
internal sealed record RecordedAnswer(string Number, string Form, int Status, HeaderField[] Headers, byte[] Body, JsonElement? Label)
{
    public static IReadOnlyList<RecordedAnswer> All() => [.. File.ReadLines(Repository.Corpus("llm-responses", "recorded.jsonl")).Select(line => Read(JsonElement.Parse(line)))];

    /// <summary>The shortest of each form: those that every cut is tried on.</summary>
    public static IReadOnlyList<RecordedAnswer> OneOfEachForm() => [.. All().GroupBy(a => a.Form).Select(form => form.MinBy(a => a.Body.Length)!).Where(a => a.Body.Length < 6000)];

    private static RecordedAnswer Read(JsonElement line) => new(
        line.GetProperty("id").GetString()!.Split('#')[^1],
        $"{line.GetProperty("provider")} {FormOf(line.GetProperty("url").GetString()!)} {line.GetProperty("stream")} {line.GetProperty("status")}",
        line.GetProperty("status").GetInt32(),
        [.. HeadersOf(line.GetProperty("response_headers"))],
        Encoding.UTF8.GetBytes(line.GetProperty("body").GetString()!),
        line.GetProperty("expected_usage") is { ValueKind: JsonValueKind.Object } label ? label : null);

    private static IEnumerable<HeaderField> HeadersOf(JsonElement headers) => headers.ValueKind != JsonValueKind.Object ? [] : headers.EnumerateObject()
        .Where(h => !h.Name.Equals("content-encoding", StringComparison.OrdinalIgnoreCase))
        .Select(h => new HeaderField(h.Name, h.Value.ValueKind == JsonValueKind.Array ? h.Value[0].ToString() : h.Value.ToString()));

    /// <summary>The path's last words, and for a model's verb that alone.</summary>
    private static string FormOf(string url) => url.Split('?')[0].Split('/')[^1].Split(':')[^1];
}
