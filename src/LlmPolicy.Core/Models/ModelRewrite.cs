using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmPolicy.Models;

/// <summary>Puts other names in the place of the models that a request asks for; all else stays as it is, byte by byte.</summary>
internal static class ModelRewrite
{
    /// <summary>The body with other names. It is <see cref="ModelResolution.Asks.Body"/> that is rewritten, without its content coding.</summary>
    public static byte[] Body(ModelResolution.Asks asked, Func<string, string> rename)
    {
        var body = asked.Body.Span;
        using var rewritten = new MemoryStream(body.Length + 64);
        int copied = 0;
        foreach (var (place, name) in Places(asked, IsInBody))
        {
            rewritten.Write(body[copied..place.Offset]);
            string written = place.Lead + rename(name);
            rewritten.Write(place.Source == ModelSource.FormPart ? Encoding.UTF8.GetBytes(written) : Quoted(written));
            copied = place.Offset + place.Length;
        }

        rewritten.Write(body[copied..]);
        return rewritten.ToArray();
    }

    /// <summary>Whether one of these names stands in the body.</summary>
    public static bool IsInBody(ModelResolution.Asks asked, IReadOnlyCollection<string> names) => Places(asked, IsInBody).Any(p => names.Contains(p.Name));

    /// <summary>The path with another name.</summary>
    public static string Path(string path, ModelResolution.Asks asked, Func<string, string> rename) =>
        Text(path, Places(asked, place => place.Source is ModelSource.Segment or ModelSource.EscapedSegment or ModelSource.Segments or ModelSource.Publisher), rename);

    /// <summary>The query with another name.</summary>
    public static string Query(string query, ModelResolution.Asks asked, Func<string, string> rename) =>
        Text(query, Places(asked, place => place.Source == ModelSource.Query), rename);

    private static string Text(string text, IEnumerable<(ModelPlace Place, string Name)> places, Func<string, string> rename)
    {
        foreach (var (place, name) in places)
        {
            return string.Concat(text.AsSpan(0, place.Offset), Escaped(place.Source, rename(name)), text.AsSpan(place.Offset + place.Length));
        }

        return text;
    }

    private static IEnumerable<(ModelPlace Place, string Name)> Places(ModelResolution.Asks asked, Func<ModelPlace, bool> isIn) =>
        asked.Models.SelectMany(model => model.Places.Where(isIn).Select(place => (place, model.Name))).OrderBy(p => p.place.Offset);

    private static bool IsInBody(ModelPlace place) => place.Source is ModelSource.Json or ModelSource.FormPart;

    private static byte[] Quoted(string name) => [(byte)'"', .. JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>A name as the provider's clients write it there.</summary>
    private static string Escaped(ModelSource source, string name)
    {
        string escaped = Uri.EscapeDataString(name);
        return source switch
        {
            ModelSource.EscapedSegment or ModelSource.Query => escaped,
            ModelSource.Segment => WithColons(escaped),
            ModelSource.Publisher when name.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 => $"{Escaped(ModelSource.Segment, name[..slash])}/models/{Escaped(ModelSource.Segment, name[(slash + 1)..])}",
            ModelSource.Publisher => $"google/models/{WithColons(escaped)}",
            _ => WithColons(escaped).Replace("%2F", "/", StringComparison.Ordinal),
        };
    }

    private static string WithColons(string escaped) => escaped.Replace("%3A", ":", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal);
}
