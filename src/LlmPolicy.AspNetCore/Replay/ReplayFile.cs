using System.Text;

namespace LlmPolicy.Replay;

/// <summary>A file for its owner alone that lines are added to. One that is full is put aside, in the place of the one before.</summary>
internal sealed class ReplayFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string? _path;
    private FileStream? _file;

    /// <summary>Adds a line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="maxBytes">How long the file may become.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Append(string path, string line, long maxBytes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        if (_path != path || !File.Exists(path))
        {
            Open(path);
        }

        if (_file!.Length > 0 && _file.Length + bytes.Length > maxBytes)
        {
            Close();
            File.Move(path, path + ".old", overwrite: true);
            Open(path);
        }

        _file.Write(bytes);
    }

    public void Dispose() => Close();

    private void Open(string path)
    {
        Close();
        FileStreamOptions options = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        (_file, _path) = (new FileStream(path, options), path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_file.SafeFileHandle, OwnerOnly);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, _path) = (null, null);
    }
}
