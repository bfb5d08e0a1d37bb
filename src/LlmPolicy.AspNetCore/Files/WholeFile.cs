namespace LlmPolicy.Files;

/// <summary>Reads a file again if it was written to meanwhile.</summary>
internal static class WholeFile
{
    private const int MostTries = 3;

    /// <summary>The contents; empty if the file is, or if it is none that ends.</summary>
    /// <exception cref="FileTooLongException">It is longer than <paramref name="longest"/>.</exception>
    /// <exception cref="FileUnsettledException">It was written to during each try.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static byte[] Read(string path, int longest)
    {
        using var file = RegularFile.Open(path);
        if (file is null)
        {
            return [];
        }

        for (int i = 0; i < MostTries; i++)
        {
            if (RegularFile.Read(file, longest) is { Whole: true } reading)
            {
                return reading.Bytes;
            }
        }

        throw new FileUnsettledException();
    }
}
