namespace LlmPolicy.Samples.Running;

public sealed class PublishedNative : PublishedSample
{
    protected override string? Missing { get; } =
        Tools.Have("clang") || Tools.Have("gcc") ? null : "No C linker (clang or gcc) on this machine: native AOT is not tried.";

    protected override IReadOnlyList<string> Options => ["-p:PublishAot=true"];

    internal override ChildProcess Start(string published, string from, string[] arguments) =>
        ChildProcess.Start(Path.Combine(published, "Gateway"), from, arguments);
}
