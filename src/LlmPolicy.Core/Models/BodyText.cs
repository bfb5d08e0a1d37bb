using System.Net.Http.Headers;

namespace LlmPolicy.Models;

/// <summary>A body without its content coding, and what its type says it is.</summary>
internal readonly struct BodyText
{
    private const string Json = "application/json";

    private BodyText(ReadOnlyMemory<byte> bytes, bool isDecoded, MediaTypeHeaderValue? type)
    {
        Bytes = bytes;
        IsDecoded = isDecoded;
        Type = type;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether the body was compressed.</summary>
    public bool IsDecoded { get; }

    /// <summary>Null for JSON, and where the request says none: upstreams that read such a body at all read it as JSON.</summary>
    private MediaTypeHeaderValue? Type { get; }

    /// <summary>Whether it is a form (<c>multipart/form-data</c>).</summary>
    public bool IsForm => Type?.MediaType is { } media && media.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is JSON in UTF-8, as far as its type says.</summary>
    public bool IsJson =>
        Type is null || Type.MediaType!.Equals(Json, StringComparison.OrdinalIgnoreCase) && Type.Parameters.All(IsUtf8OrOther) && Type.Parameters.Count <= 1;

    /// <summary>Takes off the content coding and reads the type.</summary>
    public static BodyText Open(in ModelRequest request, out ModelResolution.Refused? refused)
    {
        refused = null;
        if (request.Body is not { IsWhole: true } body || body.Bytes.Length > request.BodyLimit)
        {
            refused = ModelResolution.Refused.OfBody("The body is longer than the limit, or did not arrive whole.");
            return default;
        }

        var types = Lines(request.Headers, "content-type");
        MediaTypeHeaderValue? type = null;
        if (types.Count > 1 || types.Count == 1 && types[0] != Json && !MediaTypeHeaderValue.TryParse(types[0], out type))
        {
            refused = ModelResolution.Refused.OfBody("Content-Type is not one media type.");
            return default;
        }

        var bytes = ContentCoding.Open(body.Bytes, Lines(request.Headers, "content-encoding"), request.BodyLimit, out bool isDecoded);
        refused = bytes is null ? ModelResolution.Refused.OfBody("Content-Encoding is none that is known here, or the body does not open in it within the limit.") : null;
        return new BodyText(bytes ?? default, isDecoded, type);
    }

    public ModelResolution.Refused? Read(BodyForm form, ModelFindings found)
    {
        if (Bytes.IsEmpty && form.Always != UnnamedWays.None)
        {
            return null;
        }

        if (IsForm)
        {
            return form.TakesForms ? FormModels.Read(Bytes.Span, Type!, found) : ModelResolution.Refused.OfBody("This call takes JSON, not a form.");
        }

        return IsJson
            ? JsonModels.Read(Bytes.Span, form, found)
            : ModelResolution.Refused.OfBody("Content-Type is not JSON in UTF-8, nor a form where the call takes one.");
    }

    private static bool IsUtf8OrOther(NameValueHeaderValue parameter) =>
        !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase) || parameter.Value?.Trim('"').ToUpperInvariant() is "UTF-8" or "UTF8";

    private static List<string> Lines(IReadOnlyList<HeaderField> headers, string name)
    {
        List<string> lines = [];
        foreach (var field in headers)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                lines.Add(field.Value);
            }
        }

        return lines;
    }
}
