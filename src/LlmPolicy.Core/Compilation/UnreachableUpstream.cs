using LlmPolicy.Manifests;

namespace LlmPolicy.Compilation;

/// <summary>An Upstream that nothing can be sent to by what its manifest says. As long as nothing leads to it, that does no harm.</summary>
/// <param name="name">The Upstream.</param>
/// <param name="obstacle">The field for which it is so.</param>
internal sealed class UnreachableUpstream(ResourceName name, Text obstacle)
{
    private string? _ledToBy;
    private DiagnosticSeverity _severity = DiagnosticSeverity.Warning;

    /// <summary>Notes that something leads to it, and how bad that is.</summary>
    public void LedTo(string by, DiagnosticSeverity severity)
    {
        if (_ledToBy is null || severity > _severity)
        {
            (_ledToBy, _severity) = (by, severity);
        }
    }

    /// <summary>Says it, once.</summary>
    public void Report(CompileContext context) => context.Missing(
        _severity, DiagnosticCodes.UpstreamAddress, obstacle.Position,
        $"Nothing can be sent to Upstream {name} from here: '{obstacle}' is not supported{(_ledToBy is null ? ", though nothing leads to it" : $", and {_ledToBy}")}.",
        $"Set its address, which replaces all that the manifest says of it: LlmPolicy:Upstreams:{name.Namespace}:{name.Name}=http://host:port.");
}
