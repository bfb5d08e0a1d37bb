using System.Collections.Frozen;

namespace LlmPolicy.Models;

/// <summary>
/// Gemini and Vertex AI: <c>…/models/NAME:verb</c>. The path alone counts; the body is not read. The verb stands behind the last colon, as names may have
/// colons and slashes.
/// </summary>
internal static class GoogleForm
{
    private static readonly FrozenSet<string> Verbs = FrozenSet.ToFrozenSet(
        [
            "generateContent", "streamGenerateContent", "countTokens", "computeTokens", "embedContent", "batchEmbedContents", "asyncBatchEmbedContent",
            "batchGenerateContent", "generateAnswer", "generateMessage", "generateText", "countMessageTokens", "countTextTokens", "embedText", "batchEmbedText",
            "predict", "predictLongRunning", "fetchPredictOperation", "rawPredict", "streamRawPredict", "serverStreamingPredict", "directPredict", "explain",
        ],
        StringComparer.Ordinal);

    public static Endpoint? Find(PathSegments path)
    {
        int last = path.Count - 1;
        int colon = path[last].LastIndexOf(':');
        if (colon < 0 || !Verbs.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path[last][(colon + 1)..]))
        {
            return null;
        }

        int marker = path.FirstMarker(last);
        if (marker < 0 || !path.IsPlain(0, marker))
        {
            return Endpoint.Unknown("The path has a verb of Gemini's or Vertex AI's, and no model in front of it.");
        }

        int behind = path[last].Length - colon;
        return path[marker] switch
        {
            "publishers" when last == marker + 3 && path.Has(marker + 2, ["models"]) => Published(path, marker + 1, behind),
            "models" => Endpoint.InPath(path, ModelSource.Segments, Span(path, marker + 1, behind)),
            "tunedModels" when last == marker + 1 => Resource(path, marker, behind),
            "endpoints" when last == marker + 1 => Resource(path, path.Has(marker - 4, ["projects"]) ? marker - 4 : marker, behind),
            _ => Endpoint.Ambiguous("The path names a model in another way than Gemini's and Vertex AI's."),
        };
    }

    /// <summary>Google's and Anthropic's models are called by their names alone, as their own clients do; others with their publisher.</summary>
    private static Endpoint Published(PathSegments path, int publisher, int behind)
    {
        var span = Span(path, publisher + 2, behind);
        if (path[publisher] is "anthropic" && path.Path.AsSpan(span.Offset, span.Length) is "count-tokens")
        {
            return Endpoint.InBody(BodyForm.Plain);
        }

        if (path[publisher] is "google" or "anthropic")
        {
            return Endpoint.InPath(path, ModelSource.Segment, span);
        }

        return PathName.Read(path[publisher]) is { } house && PathName.Read(path.Path.AsSpan(span.Offset, span.Length)) is { } name
            ? Endpoint.Named($"{house}/{name}", ModelSource.Publisher, Span(path, publisher, behind))
            : Endpoint.Ambiguous("The model's name in the path may be read in more than one way.");
    }

    /// <summary>A model without a name of its own is called by its resource.</summary>
    private static Endpoint Resource(PathSegments path, int first, int behind)
    {
        var span = Span(path, first, behind);
        string name = path.Path.Substring(span.Offset, span.Length);
        return PathName.Read(path[path.Count - 1][..^behind]) is not null && path.IsPlain(0, path.Count) && !name.Contains("//", StringComparison.Ordinal)
            ? Endpoint.Named(name, ModelSource.Segments, span)
            : Endpoint.Ambiguous("The model's name in the path may be read in more than one way.");
    }

    private static (int Offset, int Length) Span(PathSegments path, int first, int behind)
    {
        var (offset, length) = path.Span(first, path.Count - 1);
        return (offset, length - behind);
    }
}
