using System.Globalization;

namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>What a process holds of the memory, behind a full collection.</summary>
/// <param name="Resident">Bytes in memory (VmRSS on Linux).</param>
/// <param name="Managed">Bytes of objects.</param>
internal sealed record MemoryUse(long Resident, long Managed)
{
    private const string Name = "memory ";

    /// <summary>This process's, once all garbage is gone, and what was free is the system's again.</summary>
    public static MemoryUse Collect()
    {
        // What the first leaves to finalizers, the second takes.
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return new MemoryUse(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
    }

    /// <returns>Null: the line is about something else.</returns>
    public static MemoryUse? Read(string line) =>
        line.StartsWith(Name, StringComparison.Ordinal) && line[Name.Length..].Split(' ') is [var resident, var managed]
            ? new MemoryUse(long.Parse(resident, CultureInfo.InvariantCulture), long.Parse(managed, CultureInfo.InvariantCulture))
            : null;

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Name}{Resident} {Managed}");
}
