namespace LlmPolicy.Fuzzing;

/// <summary>What one of the readers is given: bytes of whoever likes, and what has to hold of what it makes of them.</summary>
public abstract class ReaderInput
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReaderInput> All { get; } = [new TokenInput(), new KeySetInput(), new PemInput(), new ManifestInput(), new TargetInput()];

    /// <summary>The reader, as the command line names it.</summary>
    public abstract string Name { get; }

    /// <summary>Good inputs to begin with.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Words that are worth putting in.</summary>
    public abstract IEnumerable<string> Words { get; }

    /// <summary>Reads an input, and says whether the reader took it: a caller let in, a key read, a policy loaded.</summary>
    /// <exception cref="BrokenPromiseException">Something does not hold. Any other exception is a fault as well.</exception>
    public abstract bool Read(byte[] input);

    /// <summary>Something that has to hold.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="what">What it is.</param>
    protected static void Promise(bool holds, string what)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(what);
        }
    }
}
