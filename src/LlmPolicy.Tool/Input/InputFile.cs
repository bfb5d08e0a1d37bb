namespace LlmPolicy.Tool.Input;

/// <summary>Reads a file that a command was given.</summary>
internal static class InputFile
{
    /// <exception cref="UsageException">It is not there or can't be read.</exception>
    public static string ReadText(string path) => Read(path, File.ReadAllText);

    /// <summary>The file line by line; a long one is not held as a whole.</summary>
    /// <exception cref="UsageException">It is not there or can't be read.</exception>
    public static IEnumerable<string> ReadLines(string path) => Read(path, File.ReadLines);

    /// <summary>The file byte for byte, as a server would send it.</summary>
    /// <exception cref="UsageException">It is not there or can't be read.</exception>
    public static byte[] ReadBytes(string path) => Read(path, File.ReadAllBytes);

    private static T Read<T>(string path, Func<string, T> read)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path}: this is a folder, and a file is expected.");
        }

        try
        {
            return read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: there is no such file or folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{path}: this file can't be read.");
        }
    }
}
