namespace LlmPolicy.Sending;

internal static class UpstreamTarget
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The address of a destination with a target behind it, byte for byte; null if the target would not stay behind it.</summary>
    public static Uri? Create(string destination, string target) =>
        target.StartsWith('/') && Uri.TryCreate(destination + target, AsWritten, out Uri? address) ? address : null;
}
