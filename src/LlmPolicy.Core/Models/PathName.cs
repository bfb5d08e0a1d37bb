using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;
using LlmPolicy.Http;

namespace LlmPolicy.Models;

/// <summary>A model's name in a path: every upstream has to read the same one, whether it decodes before it splits or after, once or twice.</summary>
internal static class PathName
{
    private static readonly FrozenSet<string> Markers = FrozenSet.ToFrozenSet(
        [
            "deployments", "engines", "models", "model", "tunedModels", "publishers", "endpoints", "serving-endpoints", "pipeline",
            "agents", "assistants", "threads", "apps",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>What an upstream might decode, cut off or take for a slash.</summary>
    private static readonly SearchValues<char> Ambiguous = SearchValues.Create("%?#\\;");

    /// <summary>Whether some provider has a name behind this segment. In whatever case: not every server minds it.</summary>
    public static bool IsMarker(ReadOnlySpan<char> segment) => Markers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(segment);

    /// <summary>The name that a piece of path or query stands for; null where it has no one reading.</summary>
    public static string? Read(ReadOnlySpan<char> text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(PercentEncoding.Decode(text));
        if (!Utf8.IsValid(bytes))
        {
            return null;
        }

        string name = Encoding.UTF8.GetString(bytes);
        return ModelName.IsOne(name) && !name.AsSpan().ContainsAny(Ambiguous) && HasPlainSegments(name) ? name : null;
    }

    /// <summary>No empty or dot segment, and none in front of another name. <c>org/model</c> is the name of a model, though.</summary>
    private static bool HasPlainSegments(string name)
    {
        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan(range);
            bool isLast = range.End.Value == name.Length;
            if (segment is "" or "." or ".." || IsMarker(segment) && !(isLast && segment is "model"))
            {
                return false;
            }
        }

        return true;
    }
}
