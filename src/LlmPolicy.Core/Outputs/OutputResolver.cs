using LlmPolicy.Http;
using LlmPolicy.Models;

namespace LlmPolicy.Outputs;

/// <summary>
/// Says how much a request may produce, by its path and its body. Pure, and never throws: what has no one reading is refused. Whether the path itself has one is
/// asked by <see cref="ModelResolver"/>; a call that is not known here has no limit that binds.
/// </summary>
internal static class OutputResolver
{
    public static OutputResolution Resolve(in ModelRequest request)
    {
        var path = new PathSegments(request.Path);
        var form = Form(path, request);
        if (form is null)
        {
            return new OutputResolution.Nothing();
        }

        if (form.Kind == OutputKind.Unread)
        {
            return new OutputResolution.Produces(form, default) { Escapes = form.Always };
        }

        if (request.Body is null)
        {
            return new OutputResolution.NeedsBody();
        }

        var text = BodyText.Open(request, out var refused);
        return refused is not null ? OutputResolution.Refused.Of(refused) : Read(form, text);
    }

    /// <summary>Null where nothing is sent to a model.</summary>
    private static OutputForm? Form(PathSegments path, in ModelRequest request) =>
        UpgradeRequest.Protocol(request.Headers) is not null || request.Method == "CONNECT" || request.Method == "GET" && path.EndsWith("realtime") ? OutputCalls.Realtime
        : request.Method is "GET" or "HEAD" or "OPTIONS" or "DELETE" ? null
        : OutputCalls.Find(path);

    private static OutputResolution Read(OutputForm form, in BodyText text)
    {
        if (IsJson(form, text) && !text.Bytes.IsEmpty && !IsRaw(form, text.Bytes.Span))
        {
            var found = new OutputFindings();
            return JsonOutputs.Read(text.Bytes.Span, form, found) is { } refused ? refused : Found(form, found, text);
        }

        // Forms and raw sound are sent where no limit is known, and to Hugging Face's tasks.
        return form.Kind != OutputKind.Text || form == OutputForms.HuggingFaceText
            ? new OutputResolution.Produces(form, new InputSize(0, text.Bytes.IsEmpty ? 0 : 1, text.Bytes.Length)) { Escapes = form.Always, Body = text.Bytes, IsDecoded = text.IsDecoded }
            : OutputResolution.Refused.OfBody("The body is not JSON, in which this call says how much it may produce.");
    }

    /// <summary>Amazon Bedrock's models take JSON alone; some of its clients call it <c>application/octet-stream</c>.</summary>
    private static bool IsJson(OutputForm form, in BodyText text) => text.IsJson || form.Provider == OutputProvider.Bedrock && !text.IsForm;

    /// <summary>Sound or a picture that is sent to a model's own path without a type.</summary>
    private static bool IsRaw(OutputForm form, ReadOnlySpan<byte> body) => form == OutputForms.HuggingFaceText && !body.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    private static OutputResolution.Produces Found(OutputForm form, OutputFindings found, in BodyText text) => new(form, found.Input)
    {
        Limit = found.Limit,
        Multiplier = found.Multiplier,
        Escapes = found.Escapes | form.Always,
        IsStreaming = found.Streams ?? form.Streams,
        Body = text.Bytes,
        IsDecoded = text.IsDecoded,
        Declared = form.NeedsMarker && !found.HasMarker ? [] : found.Declared,
        Put = form.NeedsMarker && !found.HasMarker ? null : found.Put,
    };
}
