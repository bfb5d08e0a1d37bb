using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace LlmPolicy.Models;

/// <summary>
/// Finds the part <c>model</c> of a form (RFC 7578). Strict, since every other reader has to find the same: no text around the parts, the boundary nowhere
/// but between them, plain names.
/// </summary>
internal static class FormModels
{
    private static readonly ModelResolution.Refused Broken = ModelResolution.Refused.OfBody("The form may be read in more than one way: its boundary, its parts' headers, or text around them.");

    public static ModelResolution.Refused? Read(ReadOnlySpan<byte> body, MediaTypeHeaderValue type, ModelFindings found)
    {
        if (Boundary(type) is not { } boundary)
        {
            return Broken;
        }

        ReadOnlySpan<byte> delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        int at = delimiter.Length;
        if (!body.StartsWith(delimiter))
        {
            return Broken;
        }

        while (body[at..].StartsWith("\r\n"u8))
        {
            at += 2;
            int length = body[at..].IndexOf(delimiter);
            if (length < 2 || !body[..(at + length)].EndsWith("\r\n"u8))
            {
                return Broken;
            }

            if (ReadPart(body.Slice(at, length - 2), at, found) is { } refused)
            {
                return refused;
            }

            at += length + delimiter.Length;
        }

        return body[at..] is [(byte)'-', (byte)'-'] or [(byte)'-', (byte)'-', (byte)'\r', (byte)'\n'] ? null : Broken;
    }

    private static string? Boundary(MediaTypeHeaderValue type)
    {
        string[] values = [.. type.Parameters.Where(p => p.Name.StartsWith("boundary", StringComparison.OrdinalIgnoreCase)).Select(p => p.Value ?? "")];
        if (values.Length != 1 || type.Parameters.Any(p => p.Name.Contains('*', StringComparison.Ordinal)))
        {
            return null;
        }

        string value = values[0] is ['"', .., '"'] quoted ? quoted[1..^1] : values[0];
        return value.Length is > 0 and <= 70 && Ascii.IsValid(value) && !value.Contains('\\', StringComparison.Ordinal) && value[^1] != ' ' ? value : null;
    }

    private static ModelResolution.Refused? ReadPart(ReadOnlySpan<byte> part, int offset, ModelFindings found)
    {
        int end = part.IndexOf("\r\n\r\n"u8);
        if (end <= 0 || PartHeaders.Read(part[..end]) is not { } headers)
        {
            return Broken;
        }

        if (!headers.IsModel)
        {
            return null;
        }

        if (found.Model is not null || !headers.IsPlainText)
        {
            return ModelResolution.Refused.Ambiguous("The form's part model is there twice, in another spelling, or is a file.");
        }

        var value = part[(end + 4)..];
        if (!Utf8.IsValid(value) || Encoding.UTF8.GetString(value) is not { } name || !ModelName.IsOne(name))
        {
            return value.IsEmpty ? ModelResolution.Refused.Unknown("The form's part model is empty.") : ModelResolution.Refused.Ambiguous("The form's part model is not one name.");
        }

        return found.Add(new AskedModel(name, [new ModelPlace(ModelSource.FormPart, offset + end + 4, value.Length)]));
    }
}
