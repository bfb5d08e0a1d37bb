using System.Text;

namespace LlmPolicy.Secrets;

/// <summary>A folder with a file a header, as Kubernetes mounts a Secret.</summary>
internal static class FolderSecret
{
    private const int LongestValue = 64 * 1024;

    public static async ValueTask<HeaderSecret> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnceAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A rotation may have taken the files away in between.
            return await ReadOnceAsync(folder, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<HeaderSecret> ReadOnceAsync(string folder, CancellationToken cancellationToken)
    {
        Dictionary<string, SecretValue> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string file in Directory.EnumerateFiles(Snapshot(folder)))
        {
            string name = Path.GetFileName(file);
            if (!name.StartsWith('.'))
            {
                headers.Add(name, new SecretValue(await ReadValueAsync(file, cancellationToken).ConfigureAwait(false)));
            }
        }

        return new HeaderSecret(headers);
    }

    // Kubernetes swaps one link, ..data; followed once, all files are of one rotation.
    private static string Snapshot(string folder)
    {
        string data = Path.Combine(folder, "..data");
        return Directory.Exists(data) ? Directory.ResolveLinkTarget(data, returnFinalTarget: true)?.FullName ?? data : folder;
    }

    private static async ValueTask<string> ReadValueAsync(string file, CancellationToken cancellationToken)
    {
        FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > LongestValue)
            {
                throw new InvalidDataException("A secret's file is longer than 64 KiB.");
            }

            byte[] bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return TrimNewline(Encoding.Latin1.GetString(bytes));
        }
    }

    private static string TrimNewline(string value) =>
        value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2] :
        value.EndsWith('\n') ? value[..^1] : value;
}
