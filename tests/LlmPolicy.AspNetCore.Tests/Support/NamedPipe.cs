using System.Runtime.InteropServices;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A file without an end: whoever opens it waits for someone to write.</summary>
internal static partial class NamedPipe
{
    private const uint OwnersAlone = 0x180;

    public static void Create(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes are no files there.");
        mkfifo(path, OwnersAlone).ShouldBe(0, Marshal.GetLastPInvokeErrorMessage());
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mkfifo(string path, uint mode);
}
