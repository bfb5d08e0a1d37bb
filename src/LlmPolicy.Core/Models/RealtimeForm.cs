namespace LlmPolicy.Models;

/// <summary>A realtime session: the query names its model (<c>model</c>, Azure's <c>deployment</c>), as there is no body yet; frames can't change it.</summary>
internal static class RealtimeForm
{
    public static Endpoint Find(PathSegments path, string query)
    {
        if (path.FirstMarker(path.Count) >= 0 || !path.IsPlain(0, path.Count))
        {
            return Endpoint.Ambiguous("The path in front of the realtime session may name a model, too.");
        }

        var names = QueryModels.Find(query, ["model", "deployment"]);
        if (names.Count > 1)
        {
            return Endpoint.Ambiguous("The query names the model more than once.");
        }

        if (names.Count == 0)
        {
            return QueryModels.Find(query, ["call_id"]).Count > 0
                ? Endpoint.Unnamed(UnnamedWays.RealtimeSession)
                : Endpoint.Unknown("The query of a realtime session names no model.");
        }

        return names[0] is { Name: { } name, IsExact: true } only
            ? Endpoint.Named(name, ModelSource.Query, (only.Offset, only.Length))
            : Endpoint.Ambiguous("The model in the query may be read in more than one way.");
    }
}
