namespace LlmPolicy.Conformance.Rules;

internal static class TargetRules
{
    public static DifferenceRule DotSegments { get; } = new(
        "target.dot-segments",
        "An upstream that decodes the path once or twice would find dot segments, and leave what was authorised.",
        difference => difference.RefusesForwarded(400, "The path holds encoded dot segments") && HasDotSegments(difference));

    /// <summary>Off unless it is asked for.</summary>
    public static DifferenceRule EmptySegments { get; } = new(
        "target.empty-segments",
        "An upstream that merges slashes would take the path for another one, which other rules guard.",
        difference => difference.RefusesForwarded(400, "The path holds empty segments") && HasEmptySegments(difference));

    private static bool HasDotSegments(Difference difference) => Forms(difference).Any(form => form.Split('/', '\\').Any(IsDots));

    /// <summary>The first segment is what stands before the first slash, and the last may be empty: a slash at the end.</summary>
    private static bool HasEmptySegments(Difference difference) =>
        Forms(difference).Any(form => form.Split('/', '\\')[1..^1].Any(segment => segment.Split(';')[0].Length == 0));

    /// <summary>The path that goes upstream, as it is and decoded once and twice.</summary>
    private static string[] Forms(Difference difference)
    {
        string path = (difference.Expected.Upstream?.Target ?? difference.Request.Target).Split('?')[0];
        string once = Uri.UnescapeDataString(path);
        return [path, once, Uri.UnescapeDataString(once)];
    }

    /// <summary>A segment with a parameter counts as its name alone, as servers of servlets take it.</summary>
    private static bool IsDots(string segment) => segment.Split(';')[0] is "." or "..";
}
