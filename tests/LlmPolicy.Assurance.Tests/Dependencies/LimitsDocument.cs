using System.Globalization;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>docs/limits.md, as the tests read it.</summary>
internal static class LimitsDocument
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Folder, "docs", "limits.md"));

    /// <summary>The rows of all limits: what is limited, how much it may be, where that is set, what happens beyond it.</summary>
    public static IReadOnlyList<string[]> Limits { get; } = [.. Rows("Limits")];

    /// <summary>The rows of a section's table, cell by cell, its head left out.</summary>
    public static IReadOnlyList<string[]> Rows(string section) =>
    [
        .. Lines.SkipWhile(line => line != $"## {section}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    /// <summary>The limit that is set by a member of the code, in bytes or milliseconds.</summary>
    public static long Value(string member) => Limits.Single(row => row[2].Contains($"`{member}`", StringComparison.Ordinal)) is { } limit ? Number(limit[1]) : 0;

    /// <summary>A number with its unit: bytes for sizes, milliseconds for times; none: 0.</summary>
    public static long Number(string cell)
    {
        string[] words = cell.Split(' ');
        return words[0].Length == 0 ? 0 : checked(long.Parse(words[0].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * Unit(words.ElementAtOrDefault(1)));
    }

    private static long Unit(string? unit) => unit switch
    {
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        "s" => 1000,
        "min" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => 1,
    };
}
