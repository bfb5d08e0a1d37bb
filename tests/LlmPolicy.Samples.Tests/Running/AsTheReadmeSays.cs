namespace LlmPolicy.Samples.Running;

/// <summary><c>dotnet run --project samples/Gateway</c> from the repository's root, on a free port. Built already: these tests refer to it.</summary>
public sealed class AsTheReadmeSays : StartedSample
{
    internal override Task<ChildProcess> StartAsync() => Task.FromResult(DotnetRun());

    internal static ChildProcess DotnetRun(IEnumerable<string>? arguments = null, params (string, string)[] environment) =>
        ChildProcess.Start("dotnet", Repository.Root,
        [
            "run", "--project", "samples/Gateway", "--no-build", "-c", Repository.Configuration,
            "--", "--urls", "http://127.0.0.1:0", .. arguments ?? [],
        ],
        environment);
}
