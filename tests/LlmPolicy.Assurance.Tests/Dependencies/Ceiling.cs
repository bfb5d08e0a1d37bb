namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What whoever is hostile can cost at the most: a row of docs/limits.md.</summary>
/// <param name="Memory">Bytes of managed memory that stay, after garbage is collected.</param>
/// <param name="Arrivals">How often a request, or a question, arrives.</param>
/// <param name="Log">Bytes of the log, a request.</param>
internal sealed record Ceiling(long Memory, int Arrivals, long Log)
{
    private const string Section = "What hostile dependencies cost";

    public static Ceiling Of(string hostile) => LimitsDocument.Rows(Section).Single(row => row[0] == hostile) is [_, var memory, var arrivals, var log]
        ? new Ceiling(LimitsDocument.Number(memory), (int)LimitsDocument.Number(arrivals), LimitsDocument.Number(log))
        : throw new InvalidDataException($"The row of {hostile} has no four cells.");
}
