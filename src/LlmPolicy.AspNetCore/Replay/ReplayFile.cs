using System.Text;

namespace LlmPolicy.Replay;

/// <summary>
/// A file for its owner alone that lines are added to. One that is full is put aside, in the place of the one before. It is opened for each line: whoever takes it away, replaces it
/// or makes it shorter is not written behind.
/// </summary>
internal static class ReplayFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Adds a line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="maxBytes">How long the file may become.</param>
    /// <exception cref="IOException">It can't be written, or is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static void Append(string path, string line, long maxBytes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        RefuseLink(path);
        if (new FileInfo(path) is { Exists: true, Length: > 0 } full && full.Length + bytes.Length > maxBytes)
        {
            File.Move(path, path + ".old", overwrite: true);
        }

        using var file = Open(path);
        if (!EndsWithLine(file))
        {
            // A write that failed left a part of its line.
            bytes = [(byte)'\n', .. bytes];
        }

        file.Seek(0, SeekOrigin.End);
        file.Write(bytes);
    }

    private static FileStream Open(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = OwnerOnly;
        FileStream file = new(path, options);
        try
        {
            RefuseLink(path);
            if (File.GetUnixFileMode(file.SafeFileHandle) != OwnerOnly)
            {
                File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What a link leads to is somebody else's, who may not want lines in it or its mode changed.</summary>
    private static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException($"{path} is a link.");
        }
    }

    private static bool EndsWithLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
