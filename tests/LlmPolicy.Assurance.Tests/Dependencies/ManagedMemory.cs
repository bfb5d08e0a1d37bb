namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What this process holds of managed memory once its garbage is gone. Whoever measures runs alone: <see cref="Collection"/>.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class ManagedMemory
{
    public const string Collection = "measures managed memory";

    /// <summary>Some seconds of garbage collections.</summary>
    private const int MostLooks = 100;

    /// <summary>How much more there is than before, in bytes, once no more of it goes than a ceiling asks for: what is under way still holds something, what has leaked stays.</summary>
    public static async Task<long> StaysAsync(long before, long ceiling)
    {
        long more = Held() - before;
        for (int looks = 0; more >= ceiling && looks < MostLooks; looks++)
        {
            await Task.Yield();
            more = Held() - before;
        }

        return more;
    }

    /// <summary>In bytes.</summary>
    public static long Held()
    {
        // What the first leaves to finalizers, the second takes.
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
