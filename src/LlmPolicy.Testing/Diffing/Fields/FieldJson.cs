using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Texts as a reader of manifests takes them back: only quotes and control characters are escaped.</summary>
internal static class FieldJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Quoted(string text) => JsonSerializer.Serialize(text, Options);
}
