using System.Collections.Frozen;

namespace LlmPolicy.Models;

/// <summary>What generates nothing. docs/models.md has the same lists.</summary>
internal static class IdleForm
{
    private static readonly FrozenSet<string> Lists = FrozenSet.ToFrozenSet(["models", "tunedModels", "deployments", "tags", "ps"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> HealthWords = FrozenSet.ToFrozenSet(
        ["health", "healthz", "livez", "readyz", "ready", "liveliness", "readiness", "ping", "metrics", "version", "info"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Collections = FrozenSet.ToFrozenSet(
        [
            "files", "uploads", "batches", "batch", "responses", "conversations", "fine_tuning", "vector_stores", "containers", "evals", "videos",
            "assistants", "threads", "agents", "cachedContents", "interactions", "operations", "organization", "skills", "blobs",
        ],
        StringComparer.Ordinal);

    /// <summary><c>GET</c> and <c>HEAD</c>. One model's own page names it.</summary>
    public static Endpoint? Reading(PathSegments path)
    {
        var last = path[path.Count - 1];
        return path.Count == 0 || Has(HealthWords, last) ? Endpoint.Health
            : Has(Lists, last) ? Endpoint.ModelList
            : IsStored(path) ? Endpoint.Stored
            : Page(path);
    }

    /// <summary><c>DELETE</c>.</summary>
    public static Endpoint? Removing(PathSegments path) => IsStored(path) ? Endpoint.Stored : Page(path);

    /// <summary><c>POST</c> that ends what runs, or that keeps something for later calls, which name their model themselves.</summary>
    public static Endpoint? Posting(PathSegments path)
    {
        int last = path.Count - 1;
        bool ends = path[last] is "cancel" && path[last - 2] is "batches" or "responses" or "jobs"
            || path[last] is "pause" or "resume" && path[last - 2] is "jobs";
        bool keeps = path.Has(last - 2, ["conversations"]) && path[last] is "items"
            || path.Has(last - 2, ["api", "blobs"])
            || path.Has(last, ["vector_stores"]) || path.Has(last - 1, ["vector_stores"]) || path.Has(last - 2, ["vector_stores"])
            || path.Has(last, ["containers"]);
        return (ends || keeps) && path.IsPlain(0, path.Count) ? Endpoint.Stored : null;
    }

    private static bool IsStored(PathSegments path)
    {
        for (int i = 0; i < path.Count; i++)
        {
            if (Has(Collections, path[i]) || path.Has(i, ["chat", "completions"]))
            {
                return true;
            }
        }

        return false;
    }

    private static Endpoint? Page(PathSegments path)
    {
        int marker = path.FirstMarker(path.Count);
        return marker < 0 || marker == path.Count - 1 || !path.IsPlain(0, marker) ? null : path[marker] switch
        {
            "models" or "deployments" => Endpoint.InPath(path, ModelSource.Segments, path.Span(marker + 1, path.Count - 1)),
            "tunedModels" when marker == path.Count - 2 && path.IsPlain(0, path.Count) => Endpoint.Named($"tunedModels/{path[marker + 1]}", ModelSource.Segments, path.Span(marker, marker + 1)),
            "publishers" when path.Has(marker + 2, ["models"]) && path.Count == marker + 4 => Endpoint.InPath(path, ModelSource.Segment, path.Span(marker + 3, marker + 3)),
            _ => null,
        };
    }

    private static bool Has(FrozenSet<string> words, ReadOnlySpan<char> word) => words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
