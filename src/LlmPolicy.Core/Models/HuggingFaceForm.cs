namespace LlmPolicy.Models;

/// <summary>Hugging Face's tasks: <c>…/models/ORG/NAME</c>, <c>…/models/ORG/NAME/pipeline/TASK</c>, <c>…/pipeline/TASK/ORG/NAME</c>. The path alone counts.</summary>
internal static class HuggingFaceForm
{
    public static Endpoint? Find(PathSegments path)
    {
        int marker = path.FirstMarker(path.Count);
        int end = path.Has(path.Count - 2, ["pipeline"]) ? path.Count - 2 : path.Count;
        return marker < 0 ? null
            : path.Has(marker, ["models"]) ? Named(path, marker + 1, end)
            : path.Has(marker, ["pipeline"]) ? Named(path, marker + 2, path.Count)
            : null;
    }

    /// <summary>A name is one segment or two, without a colon: that would be a verb of Google's.</summary>
    private static Endpoint? Named(PathSegments path, int first, int end)
    {
        if (end - first is < 1 or > 2 || !path.IsPlain(0, first) || !path.IsPlain(end, path.Count))
        {
            return null;
        }

        var found = Endpoint.InPath(path, ModelSource.Segments, path.Span(first, end - 1));
        return found.Model?.Name.Contains(':', StringComparison.Ordinal) == true ? null : found;
    }
}
