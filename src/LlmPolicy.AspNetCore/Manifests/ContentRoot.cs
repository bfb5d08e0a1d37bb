using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Manifests;

/// <summary>What relative paths are relative to: the host's content root, or the program's folder where there is no host.</summary>
internal sealed class ContentRoot(IHostEnvironment? environment = null)
{
    public string Path { get; } = environment?.ContentRootPath ?? AppContext.BaseDirectory;
}
