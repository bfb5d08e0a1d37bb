using System.Diagnostics;

namespace LlmPolicy.Benchmarks;

/// <summary>The benchmarks, run as a process of their own, in a folder of their own.</summary>
public sealed class BenchmarkProgram : IDisposable
{
    /// <summary>Where it runs.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("llmpolicy-");

    /// <summary>Its output, without what the lines end with.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LabDecision).Assembly.Location, .. arguments])
        {
            WorkingDirectory = Folder.FullName,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.ExitCode.ShouldBe(0, output);
        return output.TrimEnd().ReplaceLineEndings("\n").Split('\n');
    }

    public void Dispose() => Folder.Delete(recursive: true);
}
