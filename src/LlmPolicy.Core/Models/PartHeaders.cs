using System.Net.Http.Headers;
using System.Text;
using LlmPolicy.Http;

namespace LlmPolicy.Models;

/// <summary>What a form's part says of itself.</summary>
/// <param name="IsModel">Whether its name is <c>model</c>, or one that some server takes for it.</param>
/// <param name="IsPlainText">Whether it is spelt <c>model</c>, and is a field of text in UTF-8, not a file.</param>
internal readonly record struct PartHeaders(bool IsModel, bool IsPlainText)
{
    /// <summary>Reads the lines; null if they may be read in more than one way.</summary>
    public static PartHeaders? Read(ReadOnlySpan<byte> lines)
    {
        ContentDispositionHeaderValue? disposition = null;
        MediaTypeHeaderValue? type = null;
        foreach (string line in Encoding.Latin1.GetString(lines).Split("\r\n"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !HeaderSyntax.IsName(line[..colon]) || line.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                return null;
            }

            string value = line[(colon + 1)..].Trim(' ', '\t');
            bool isFine = line[..colon].ToLowerInvariant() switch
            {
                "content-disposition" => disposition is null && ContentDispositionHeaderValue.TryParse(value, out disposition),
                "content-type" => type is null && MediaTypeHeaderValue.TryParse(value, out type),
                "content-transfer-encoding" => value.ToLowerInvariant() is "binary" or "8bit" or "7bit",
                _ => true,
            };
            if (!isFine)
            {
                return null;
            }
        }

        return disposition is null ? null : Of(disposition, type);
    }

    private static PartHeaders? Of(ContentDispositionHeaderValue disposition, MediaTypeHeaderValue? type)
    {
        string[] parameters = [.. disposition.Parameters.Select(p => p.Name.ToLowerInvariant())];
        string? value = disposition.Parameters.FirstOrDefault(p => p.Name.Equals("name", StringComparison.OrdinalIgnoreCase))?.Value;
        bool isPlain = disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            && parameters.Distinct().Count() == parameters.Length && parameters.All(p => p is "name" or "filename" or "filename*")
            && !disposition.Parameters.Any(p => p.Value?.Contains('\\', StringComparison.Ordinal) == true);
        if (!isPlain || value is null)
        {
            return null;
        }

        string name = value.Trim('"');
        bool isText = parameters.Length == 1 && (type is null || type.MediaType == "text/plain" && (type.CharSet ?? "utf-8").Trim('"').ToLowerInvariant() is "utf-8" or "us-ascii");
        return name == "_charset_" ? null : new PartHeaders(IsModelToSomebody(name), name == "model" && isText);
    }

    /// <summary>In another case, with escapes, white space, other quotes or brackets: <c>Model</c>, <c>'model'</c>, <c>model[]</c>.</summary>
    private static bool IsModelToSomebody(string name) =>
        PercentEncoding.Decode(name).Split('[')[0].Trim(' ', '\t', '\'', '"').Equals("model", StringComparison.OrdinalIgnoreCase);
}
