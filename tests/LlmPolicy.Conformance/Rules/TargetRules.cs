namespace LlmPolicy.Conformance.Rules;

internal static class TargetRules
{
    public static DifferenceRule DotSegments { get; } = new(
        "target.dot-segments",
        "An upstream that decodes the path once or twice would find dot segments, and leave what was authorised.",
        difference => difference.RefusesForwarded(400, "The path holds encoded dot segments") && HasDotSegments(difference));

    private static bool HasDotSegments(Difference difference)
    {
        string path = (difference.Expected.Upstream?.Target ?? difference.Request.Target).Split('?')[0];
        string once = Uri.UnescapeDataString(path);
        return new[] { path, once, Uri.UnescapeDataString(once) }.Any(form => form.Split('/', '\\').Any(IsDots));
    }

    /// <summary>A segment with a parameter counts as its name alone, as servers of servlets take it.</summary>
    private static bool IsDots(string segment) => segment.Split(';')[0] is "." or "..";
}
