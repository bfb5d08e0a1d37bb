using System.Text;
using LlmPolicy.Files;
using LlmPolicy.Limits;

namespace LlmPolicy.Secrets;

/// <summary>A folder with a file a header, as Kubernetes mounts a Secret.</summary>
internal sealed class FolderSecret(string folder, SettledFile files, CallLimit limit)
{
    private const int LongestValue = 64 * 1024;
    private const int MostHeaders = 100;

    private readonly Lock _gate = new();
    private Task<HeaderSecret>? _reading;
    private Task<HeaderSecret>? _next;
    private volatile HeaderSecret? _settled;

    /// <summary>The secret as it is now. Those who come while it is being read share the read that follows: what is under way may be older than they are.</summary>
    /// <exception cref="Exception">It can't be read.</exception>
    public Task<HeaderSecret> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var mine = _next ?? (_reading is { IsCompleted: false } before ? _next = FollowAsync(before) : _reading = BeginAsync());
            return mine.WaitAsync(cancellationToken);
        }
    }

    private async Task<HeaderSecret> FollowAsync(Task before)
    {
        // Never at once: the gate is held.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            (_reading, _next) = (_next, null);
        }

        return await BeginAsync().ConfigureAwait(false);
    }

    private Task<HeaderSecret> BeginAsync() => limit.RunAsync(ReadAgainAsync);

    private async Task<HeaderSecret> ReadAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _settled = await ReadOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FileUnsettledException) when (_settled is not null)
        {
            return _settled;
        }
        catch (IOException e) when (e is not FileUnsettledException and not FileTooLongException)
        {
            // A rotation may have taken the files away in between.
            return _settled = await ReadOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HeaderSecret> ReadOnceAsync(CancellationToken cancellationToken)
    {
        string rotation;
        HeaderSecret secret;
        do
        {
            rotation = Snapshot(folder);
            secret = await ReadFilesAsync(rotation, cancellationToken).ConfigureAwait(false);
        }
        while (rotation != Snapshot(folder)); // Its files go once the link leads elsewhere: some may have been missed.

        return secret;
    }

    private async Task<HeaderSecret> ReadFilesAsync(string rotation, CancellationToken cancellationToken)
    {
        Dictionary<string, SecretValue> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string file in Directory.EnumerateFiles(rotation))
        {
            string name = Path.GetFileName(file);
            if (!name.StartsWith('.'))
            {
                byte[] bytes = await files.ReadAsync(file, LongestValue, cancellationToken).ConfigureAwait(false);
                headers.Add(name, new SecretValue(TrimNewline(Encoding.Latin1.GetString(bytes))));
            }

            if (headers.Count > MostHeaders)
            {
                throw new InvalidDataException($"More than {MostHeaders} files.");
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

    private static string TrimNewline(string value) =>
        value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2] :
        value.EndsWith('\n') ? value[..^1] : value;
}
