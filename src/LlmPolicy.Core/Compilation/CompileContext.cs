using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>What every part of the compiler shares: the resources by name, the options, and where to report.</summary>
internal sealed class CompileContext(PolicyCompilerOptions options, DiagnosticBag diagnostics)
{
    public PolicyCompilerOptions Options { get; } = options;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public Dictionary<ResourceName, UpstreamAddress> Upstreams { get; } = [];

    public Dictionary<ResourceName, Secret> Secrets { get; } = [];

    /// <summary>Remote key sets met so far, once each.</summary>
    public HashSet<RemoteJwks> RemoteKeys { get; } = [];

    public void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        Diagnostics.Error(code, position, message, remedy);

    public void Missing(DiagnosticSeverity severity, string code, SourcePosition position, string message, string remedy) =>
        Diagnostics.Add(new Diagnostic(code, severity, message, position, remedy));
}
