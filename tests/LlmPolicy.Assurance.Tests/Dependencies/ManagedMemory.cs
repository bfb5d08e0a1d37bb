namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What this process holds of managed memory once its garbage is gone. Whoever measures runs alone: <see cref="Collection"/>.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class ManagedMemory
{
    public const string Collection = "measures managed memory";

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
