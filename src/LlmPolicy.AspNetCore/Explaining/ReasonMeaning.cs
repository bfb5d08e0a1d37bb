using System.Text.RegularExpressions;

namespace LlmPolicy.Explaining;

/// <summary>What docs/reasons.md, which the package carries with it, says of a reason.</summary>
internal static partial class ReasonMeaning
{
    private static readonly Lazy<Dictionary<string, string>> All = new(ReadAll);

    /// <summary>The meaning in a few words; empty for an unknown code.</summary>
    public static string Of(string reason) => All.Value.GetValueOrDefault(reason, "");

    private static Dictionary<string, string> ReadAll()
    {
        using StreamReader reader = new(typeof(ReasonMeaning).Assembly.GetManifestResourceStream("reasons.md")!);
        return Row().Matches(reader.ReadToEnd()).ToDictionary(
            m => m.Groups["code"].Value,
            m => Link().Replace(m.Groups["meaning"].Value.Trim(), "$1").Replace("`", "", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<code>[\w.]+)` \|[^|]*\| (?<meaning>[^|]+)\|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
