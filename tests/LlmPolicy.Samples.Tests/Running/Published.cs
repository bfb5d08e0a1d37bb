namespace LlmPolicy.Samples.Running;

public sealed class Published : PublishedSample
{
    protected override IReadOnlyList<string> Options => [];

    internal override ChildProcess Start(string published, string from, string[] arguments) =>
        ChildProcess.Start("dotnet", from, [Path.Combine(published, "Gateway.dll"), .. arguments]);
}
