namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What this process holds of managed memory once its garbage is gone. Whoever measures runs alone: <see cref="Collection"/>.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class ManagedMemory
{
    public const string Collection = "measures managed memory";

    /// <summary>
    /// How much more there is than before, in bytes, once no more of it goes than a ceiling asks for: what is under way still holds something, and what a pool has too much of goes by and
    /// by; what has leaked is there a minute later.
    /// </summary>
    public static async Task<long> StaysAsync(long before, long ceiling)
    {
        long more = Held() - before;
        for (long began = TimeProvider.System.GetTimestamp(); more >= ceiling && TimeProvider.System.GetElapsedTime(began) < HostileGateway.GiveUp;)
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
