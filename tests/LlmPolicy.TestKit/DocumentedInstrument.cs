namespace LlmPolicy.TestKit;

/// <summary>An instrument as docs/telemetry.md has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">counter, up-down counter, histogram or gauge.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Labels">The names of its labels.</param>
public sealed record DocumentedInstrument(string Name, string Type, string Unit, IReadOnlyList<string> Labels)
{
    private const string Redis = "llmpolicy.redis.";

    /// <summary>Those of every app.</summary>
    public static IReadOnlyList<DocumentedInstrument> All => [.. Read().Where(one => !one.Name.StartsWith(Redis, StringComparison.Ordinal))];

    /// <summary>Those of the store in Redis.</summary>
    public static IReadOnlyList<DocumentedInstrument> OfRedis => [.. Read().Where(one => one.Name.StartsWith(Redis, StringComparison.Ordinal))];

    /// <summary>All but the labels, to be compared.</summary>
    public override string ToString() => $"{Name} {Type} {Unit}";

    private static IEnumerable<DocumentedInstrument> Read() => File.ReadLines(RepositoryRoot.PathOf("docs", "telemetry.md"))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells is ["", ['`', ..], "counter" or "up-down counter" or "histogram" or "gauge", ..])
        .Select(cells => new DocumentedInstrument(cells[1].Trim('`'), cells[2], cells[3].Trim('`'), [.. cells[4].Split('`', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]))
        .OrderBy(one => one.Name, StringComparer.Ordinal);
}
