using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Tokens;

/// <summary>Writes a key pair to files, the private one for its owner alone.</summary>
internal static class KeyFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <returns>The files' paths.</returns>
    /// <exception cref="UsageException">One is there already, or can't be written.</exception>
    public static IReadOnlyList<string> Write(KeyPair pair, string folder)
    {
        (string Path, string Text, UnixFileMode Mode)[] files =
        [
            (Path.Combine(folder, "private.pem"), pair.PrivatePem + "\n", OwnerOnly),
            (Path.Combine(folder, "public.pem"), pair.PublicPem + "\n", ReadByAll),
            (Path.Combine(folder, "jwks.json"), ToolJson.Of(new { Keys = new[] { pair.PublicKey } }) + "\n", ReadByAll),
        ];
        if (files.FirstOrDefault(f => File.Exists(f.Path)) is { Path: { } there })
        {
            throw new UsageException($"{there}: this file exists, and nothing is overwritten. Choose another folder with --out.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (path, text, mode) in files)
            {
                Write(path, text, mode);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{folder}: the keys can't be written there.");
        }

        return [.. files.Select(f => f.Path)];
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using StreamWriter writer = new(path, options);
        writer.Write(text);
    }
}
