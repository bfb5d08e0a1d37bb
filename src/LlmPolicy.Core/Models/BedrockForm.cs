namespace LlmPolicy.Models;

/// <summary>
/// Amazon Bedrock: <c>…/model/ID/invoke</c>. The path alone counts, a <c>model</c> in the body means nothing to it. An id is one segment: clients escape its slashes,
/// and most its colons.
/// </summary>
internal static class BedrockForm
{
    private static readonly string[] Verbs =
        ["invoke", "invoke-with-response-stream", "invoke-with-bidirectional-stream", "converse", "converse-stream", "count-tokens"];

    public static Endpoint? Find(PathSegments path)
    {
        int last = path.Count - 1;
        if (!IsVerb(path[last]))
        {
            return null;
        }

        if (!path.Has(last - 2, ["model"]) || path.FirstMarker(last - 2) >= 0 || !path.IsPlain(0, last - 1))
        {
            return Endpoint.Unknown("The path ends like Amazon Bedrock's, and has no /model/ID in front of it.");
        }

        return Endpoint.InPath(path, ModelSource.EscapedSegment, path.Span(last - 1, last - 1));
    }

    private static bool IsVerb(ReadOnlySpan<char> segment)
    {
        foreach (string verb in Verbs)
        {
            if (segment.SequenceEqual(verb))
            {
                return true;
            }
        }

        return false;
    }
}
