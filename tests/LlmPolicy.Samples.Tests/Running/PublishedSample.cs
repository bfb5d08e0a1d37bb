namespace LlmPolicy.Samples.Running;

/// <summary>The sample, published out of the repository and started from a third folder.</summary>
public abstract class PublishedSample : StartedSample
{
    // Two builds at a time would write the same files.
    private static readonly SemaphoreSlim Build = new(1);

    private readonly DirectoryInfo _published = Directory.CreateTempSubdirectory("llmpolicy-published-");
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("llmpolicy-elsewhere-");

    protected abstract IReadOnlyList<string> Options { get; }

    /// <summary>What the publish said.</summary>
    internal string Log { get; private set; } = "";

    internal override async Task<ChildProcess> StartAsync()
    {
        await PublishAsync();
        return Start(_published.FullName, _elsewhere.FullName, ["--urls", "http://127.0.0.1:0"]);
    }

    internal abstract ChildProcess Start(string published, string from, string[] arguments);

    protected override void Clean()
    {
        _published.Delete(recursive: true);
        _elsewhere.Delete(recursive: true);
    }

    private async Task PublishAsync()
    {
        // Apart from the repository's bin and obj, which other tests may be building in.
        string artifacts = Path.Combine(AppContext.BaseDirectory, "sample-artifacts");
        string[] arguments =
        [
            "publish", "samples/Gateway", "-c", "Release", "-o", _published.FullName, "--artifacts-path", artifacts,
            "-p:UseSharedCompilation=false", "-nologo", .. Options,
        ];
        await Build.WaitAsync();
        try
        {
            (int status, Log) = await ChildProcess.RunAsync("dotnet", Repository.Root, arguments);
            status.ShouldBe(0, Log);
        }
        finally
        {
            Build.Release();
        }
    }
}
