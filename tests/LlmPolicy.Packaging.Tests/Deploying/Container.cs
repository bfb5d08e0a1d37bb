using System.Diagnostics;

namespace LlmPolicy.Packaging.Deploying;

/// <summary>
/// What a container's restrictions are to a process, without a container: another user, no capabilities, an empty environment, and every folder read-only.
/// </summary>
internal static class Container
{
    /// <summary>Why there can be none on this machine; null: there can.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() ? "Mounts and users are Linux's."
        : !Tools.Have("unshare") || !Tools.Have("setpriv") ? "There is no unshare or setpriv here."
        : !Succeeds("mount -o remount,bind,ro /") ? "Nothing can be mounted here: that needs root."
        : !Succeeds("mount -o remount,bind,ro / && ! test -w \"$1\"") ? "The temporary folder is on a file system of its own, which stays writable."
        : !Succeeds("setpriv --reuid=1654 --regid=1654 --clear-groups test -x \"$1\"") ? "The temporary folder is closed to other users."
        : null;

    /// <summary>Starts a program.</summary>
    /// <param name="user">Who runs it, by number.</param>
    /// <param name="folder">Where.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">All that it has of one.</param>
    public static ChildProcess Start(int user, string folder, IEnumerable<string> command, params IEnumerable<(string Name, string Value)> environment) => ChildProcess.Start(
        "unshare",
        folder,
        [
            "--mount", "--propagation", "private", "sh", "-c", "mount -o remount,bind,ro / && exec \"$@\"", "sh",
            "setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all",
            "env", "-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", .. environment.Select(variable => $"{variable.Name}={variable.Value}"),
            .. command,
        ]);

    /// <summary>Whether a line of shell succeeds in a mount namespace of its own; $1 is the temporary folder.</summary>
    private static bool Succeeds(string line)
    {
        using var tried = Process.Start("unshare", ["--mount", "--propagation", "private", "sh", "-c", $"({line}) 2>/dev/null", "sh", Path.GetTempPath()]);
        tried.WaitForExit();
        return tried.ExitCode == 0;
    }
}
