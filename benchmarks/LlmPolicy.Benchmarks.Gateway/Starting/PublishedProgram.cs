using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Starting;

/// <summary>A program as published, and how it is started.</summary>
/// <param name="Name">Its row.</param>
/// <param name="File">What is run: an executable.</param>
/// <param name="Arguments">What it is told, besides its port.</param>
internal sealed record PublishedProgram(string Name, string File, IReadOnlyList<string> Arguments)
{
    /// <summary>Publishes a project of this repository.</summary>
    /// <param name="project">Its folder, from the repository's root.</param>
    /// <param name="folder">Where to, and where it is built: apart from the repository's bin and obj.</param>
    /// <param name="options">More options of <c>dotnet publish</c>.</param>
    /// <returns>The executable's path.</returns>
    public static async Task<string> PublishAsync(string project, string folder, params string[] options)
    {
        string output = Path.Combine(folder, "out");
        await ChildProcesses.RunAsync("dotnet",
        [
            "publish", Path.Combine(Root(AppContext.BaseDirectory), project), "-c", "Release", "-o", output,
            "--artifacts-path", Path.Combine(folder, "build"), "-nologo", "-v", "quiet",
            // Build servers would outlive the publish, and hold its output open.
            "-nodeReuse:false", "-p:UseSharedCompilation=false", .. options,
        ]);
        return Directory.GetFiles(output, "*.runtimeconfig.json") is [var jit]
            ? jit[..^".runtimeconfig.json".Length]
            : Path.Combine(output, Path.GetFileName(project));
    }

    private static string Root(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "LlmPolicy.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
