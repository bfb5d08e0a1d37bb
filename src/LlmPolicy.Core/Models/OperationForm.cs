using System.Collections.Frozen;

namespace LlmPolicy.Models;

/// <summary>
/// Calls whose body says the model: OpenAI's, Azure OpenAI's, Anthropic's, Cohere's, Mistral's, Ollama's. In front of them a path may name a model of its own, with
/// which the body has to agree: <c>deployments/NAME</c>, <c>engines/NAME</c>, <c>models/NAME/v1</c>.
/// </summary>
internal static class OperationForm
{
    /// <summary>Calls by their last word, those of more words first.</summary>
    private static readonly FrozenDictionary<string, Operation[]> ByLastWord = Operations.All
        .OrderByDescending(o => o.Words.Count).GroupBy(o => o.Words[^1]).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    public static Endpoint? Find(PathSegments path)
    {
        if (path.IndexOf("threads") >= 0 || path.IndexOf("assistants") >= 0)
        {
            return path.IsPlain(0, path.Count) ? Endpoint.InBody(Operations.Assistants) : null;
        }

        return Called(path) is { } operation ? Mounted(path, path.Count - operation.Words.Count, operation) : null;
    }

    /// <summary>The call that a path ends in; null for none that is known.</summary>
    public static Operation? Called(PathSegments path) =>
        ByLastWord.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path[path.Count - 1], out var candidates) ? Array.Find(candidates, operation => operation.Ends(path)) : null;

    /// <summary>A call, with what stands in front of it.</summary>
    private static Endpoint Mounted(PathSegments path, int start, Operation operation)
    {
        int marker = path.FirstMarker(start);
        if (!path.IsPlain(0, marker < 0 ? start : marker))
        {
            return Endpoint.Ambiguous("The path in front of the call has escapes or parameters, so it may be read in more than one way.");
        }

        if (operation.Form is not { } form)
        {
            return marker < 0 ? Endpoint.Unnamed(operation.Way) : Ambiguous;
        }

        return path[marker] switch
        {
            _ when marker < 0 => Endpoint.InBody(form),
            "deployments" or "engines" when marker + 1 < start => Endpoint.InPath(path, ModelSource.Segment, path.Span(marker + 1, start - 1), form),
            "models" when marker + 1 == start => Endpoint.InBody(form),
            "models" when path.Has(start - 1, ["v1"]) && start - marker is 3 or 4 => Endpoint.InPath(path, ModelSource.Segments, path.Span(marker + 1, start - 2), form),
            "endpoints" when marker + 2 == start && path.Has(marker + 1, ["openapi"]) => Endpoint.InBody(form),
            "serving-endpoints" when marker + 1 == start => Endpoint.InBody(form),
            _ => Ambiguous,
        };
    }

    private static Endpoint Ambiguous { get; } = Endpoint.Ambiguous("The path in front of the call may name a model, in a form that is not known here.");
}
