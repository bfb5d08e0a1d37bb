namespace LlmPolicy.Tool.Input;

/// <summary>Reads a file that a command was given.</summary>
internal static class InputFile
{
    /// <exception cref="UsageException">It is not there or can't be read.</exception>
    public static string ReadText(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path}: this is a folder, and a file is expected.");
        }

        try
        {
            return File.ReadAllText(path);
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
