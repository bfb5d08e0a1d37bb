using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Starting;

/// <summary>The sample and YARP alone, published the same way, started in turn.</summary>
internal sealed class StartComparison(int starts)
{
    public async Task<int> RunAsync(TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmpolicy-start-");
        try
        {
            await using RoleProcess upstream = await RoleProcess.StartAsync("upstream");
            StartReport report = new(output, starts);
            await CompareAsync(report, folder.CreateSubdirectory("jit"), upstream.Address, "JIT");
            await CompareAsync(report, folder.CreateSubdirectory("ready"), upstream.Address, "ReadyToRun", "-p:PublishReadyToRun=true");
            if (Programs.Find("clang") is null && Programs.Find("gcc") is null)
            {
                output.WriteLine();
                output.WriteLine("Native AOT is left out: no C linker (clang or gcc).");
                return 0;
            }

            await CompareAsync(report, folder.CreateSubdirectory("native"), upstream.Address, "native AOT", "-p:PublishAot=true");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CompareAsync(StartReport report, DirectoryInfo folder, Uri upstream, string kind, params string[] options)
    {
        (PublishedProgram Program, List<StartRun> Runs)[] programs =
        [
            (await YarpAsync(folder.CreateSubdirectory("yarp"), upstream, kind, options), []),
            (await SampleAsync(folder.CreateSubdirectory("sample"), upstream, kind, options), []),
        ];
        // The first start reads the files from the disk.
        for (int i = -1; i < starts; i++)
        {
            foreach (var (program, runs) in i % 2 == 0 ? programs : Enumerable.Reverse(programs))
            {
                StartRun run = await Starter.RunAsync(program);
                if (i >= 0)
                {
                    runs.Add(run);
                }
            }
        }

        foreach (var (program, runs) in programs)
        {
            report.Add(program.Name, runs);
        }
    }

    private static async Task<PublishedProgram> YarpAsync(DirectoryInfo folder, Uri upstream, string kind, string[] options) => new(
        $"YARP alone, {kind}",
        await PublishedProgram.PublishAsync("benchmarks/LlmPolicy.Benchmarks.YarpAlone", folder.FullName, options),
        [$"--upstream={upstream}"]);

    private static async Task<PublishedProgram> SampleAsync(DirectoryInfo folder, Uri upstream, string kind, string[] options) => new(
        $"samples/Gateway, {kind}",
        await PublishedProgram.PublishAsync("samples/Gateway", folder.FullName, options),
        [
            $"--LlmPolicy:Manifests:0={LabPolicy.Folder}",
            $"--LlmPolicy:Upstreams:{LabPolicy.UpstreamName}={upstream}",
            $"--LlmPolicy:Secrets:default:hftoken:Authorization={LabPolicy.ProviderAuthorization}",
        ]);
}
