using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>transformations</c>: the old form of a regular stage with one entry, which counts only where there is no such stage.</summary>
internal static class FormerTransformations
{
    public static RequestTransform Read(ObjectReader o) => new(
        null, o.Boolean("clearRouteCache") ?? false, o.Object("requestTransformation", Transformation.Read), o.Object("responseTransformation", Transformation.ReadOfResponse), o.Position);
}

/// <summary><c>stagedTransformations</c> of a host or a route.</summary>
internal sealed record StagedTransformations(StageTransformations? Early, StageTransformations? Regular, bool InheritTransformation)
{
    public static StagedTransformations Read(ObjectReader o)
    {
        o.Unsupported("postRouting");
        o.Ignored(FieldShape.Boolean, "logRequestResponseInfo");
        Transformation.RefuseEscaping(o);
        return new(o.Object("early", StageTransformations.Read), o.Object("regular", StageTransformations.Read), o.Boolean("inheritTransformation") ?? false);
    }

    /// <summary>With those of a parent behind the own ones, where that is asked for.</summary>
    public StagedTransformations Inheriting(StagedTransformations? parent) =>
        !InheritTransformation || parent is null ? this : this with { Early = StageTransformations.Joined(Early, parent.Early), Regular = StageTransformations.Joined(Regular, parent.Regular) };
}

/// <summary><c>early</c>, <c>regular</c>: of each list the first that fits counts.</summary>
internal sealed record StageTransformations(IReadOnlyList<RequestTransform> RequestTransforms, IReadOnlyList<ResponseTransform> ResponseTransforms)
{
    public static StageTransformations Read(ObjectReader o) => new(o.List("requestTransforms", RequestTransform.Read), o.List("responseTransforms", ResponseTransform.Read));

    public static StageTransformations? Joined(StageTransformations? own, StageTransformations? parent) =>
        own is null || parent is null ? own ?? parent
        : new([.. own.RequestTransforms, .. parent.RequestTransforms], [.. own.ResponseTransforms, .. parent.ResponseTransforms]);
}

/// <summary>An entry of <c>requestTransforms</c>.</summary>
internal sealed record RequestTransform(Matcher? Matcher, bool ClearRouteCache, Transformation? Request, Transformation? Response, SourcePosition Position)
{
    public static RequestTransform Read(ObjectReader o) => new(
        o.Object("matcher", Resources.Matcher.Read),
        o.Boolean("clearRouteCache") ?? false,
        o.Object("requestTransformation", Transformation.Read),
        o.Object("responseTransformation", Transformation.ReadOfResponse),
        o.Position);
}

/// <summary>An entry of <c>responseTransforms</c>.</summary>
internal sealed record ResponseTransform(IReadOnlyList<HeaderMatcher> Matchers, Transformation? Response)
{
    public static ResponseTransform Read(ObjectReader o)
    {
        o.Unsupported("responseCodeDetails");
        return new(o.List("matchers", HeaderMatcher.Read), o.Object("responseTransformation", Transformation.ReadOfResponse));
    }
}

/// <summary>A <c>transformationTemplate</c>, as far as it is one of headers.</summary>
/// <param name="Headers">Set, in the place of what there is.</param>
/// <param name="HeadersToRemove">Taken off after that.</param>
/// <param name="HeadersToAppend">Added at last.</param>
/// <param name="Passthrough">Whether the body is left alone: else it is read whole, and has to be JSON unless <paramref name="AnyBody"/>.</param>
/// <param name="AnyBody">Whether the body may be anything (<c>parseBodyBehavior: DontParse</c>, <c>ignoreErrorOnParse</c>).</param>
/// <param name="Position">Its place.</param>
internal sealed record Transformation(
    IReadOnlyList<(Text Key, Text Value)> Headers, IReadOnlyList<Text> HeadersToRemove, IReadOnlyList<(Text Key, Text Value)> HeadersToAppend, bool Passthrough, bool AnyBody,
    SourcePosition Position)
{
    private static readonly Dictionary<string, BodyParsing> Behaviors = new() { ["ParseAsJson"] = BodyParsing.Json, ["DontParse"] = BodyParsing.None };

    public static Transformation Read(ObjectReader o)
    {
        o.Unsupported("headerBodyTransform", "xsltTransformation");
        o.Ignored(FieldShape.Boolean, "logRequestResponseInfo");
        return o.Object("transformationTemplate", ReadTemplate) ?? Missing(o);
    }

    /// <summary>An answer streams: it is not held back to be read.</summary>
    public static Transformation ReadOfResponse(ObjectReader o)
    {
        var transformation = Read(o);
        if (!transformation.Passthrough)
        {
            o.Error(
                DiagnosticCodes.Transformation, transformation.Position, "Without passthrough an answer is read whole before it is sent, as JSON, and nothing streams: that is not done here.",
                "Add passthrough: {}.");
        }

        return transformation;
    }

    /// <summary>Reports <c>escapeCharacters: true</c>, by which what is put into a template changes.</summary>
    public static void RefuseEscaping(ObjectReader o)
    {
        if (o.Boolean("escapeCharacters") ?? false)
        {
            o.Error(DiagnosticCodes.Transformation, o.PositionOf("escapeCharacters"), "escapeCharacters is not supported.", "Remove it: headers are put in as they are.");
        }
    }

    private static Transformation ReadTemplate(ObjectReader o)
    {
        o.Unsupported("body", "dynamicMetadataValues", "extractors", "mergeExtractorsToBody", "mergeJsonKeys", "spanTransformer");
        RefuseEscaping(o);
        if (o.Boolean("advancedTemplates") ?? false)
        {
            o.Error(DiagnosticCodes.Transformation, o.PositionOf("advancedTemplates"), "advancedTemplates is not supported.", "Remove it: header(\"x\") and request_header(\"x\") need none.");
        }

        bool unparsed = o.Enum("parseBodyBehavior", Behaviors) == BodyParsing.None;
        return new(
            [.. o.Map("headers", ReadText).Select(header => (header.Key, header.Value.Text))],
            o.Strings("headersToRemove"),
            [.. o.List("headersToAppend", ReadAppended).Select(header => (header.Key, header.Value))],
            o.Object("passthrough", ReadNothing) is not null,
            (o.Boolean("ignoreErrorOnParse") ?? false) || unparsed,
            o.Position);
    }

    /// <summary>An object without fields, which counts by being there.</summary>
    private static object ReadNothing(ObjectReader o) => o;

    private static Template ReadText(ObjectReader o) => new(o.String("text") ?? new Text("", o.Position));

    private static Appended ReadAppended(ObjectReader o) => new(o.Required("key"), o.Object("value", ReadText)?.Text ?? new Text("", o.Position));

    /// <summary>Gloo knows no transformation of no kind.</summary>
    private static Transformation Missing(ObjectReader o)
    {
        if (!o.Has("headerBodyTransform") && !o.Has("xsltTransformation"))
        {
            o.Error(DiagnosticCodes.Transformation, o.Position, "A transformation needs a transformationTemplate.", "Give it one, or remove the transformation.");
        }

        return new([], [], [], true, true, o.Position);
    }

    private sealed record Template(Text Text);

    private sealed record Appended(Text Key, Text Value);
}

internal enum BodyParsing
{
    Json,
    None,
}
