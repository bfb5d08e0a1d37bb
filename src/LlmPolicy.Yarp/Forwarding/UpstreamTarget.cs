using System.Runtime.CompilerServices;

namespace LlmPolicy.Gateway;

/// <summary>Addresses of requests to a destination.</summary>
internal static class UpstreamTarget
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // A provider's API is nearly always asked for under one path: the last address of each destination is kept.
    private static readonly ConditionalWeakTable<string, StrongBox<Uri?>> Last = [];

    /// <summary>The address of a destination with a target behind it, byte for byte; null if the target would not stay behind it.</summary>
    public static Uri? Create(string destination, string target)
    {
        StrongBox<Uri?> last = Last.GetValue(destination, static _ => new StrongBox<Uri?>());
        if (last.Value is { } same && same.OriginalString.AsSpan(destination.Length).SequenceEqual(target))
        {
            return same;
        }

        if (!target.StartsWith('/') || !Uri.TryCreate(destination + target, AsWritten, out Uri? address))
        {
            return null;
        }

        return last.Value = address;
    }
}
