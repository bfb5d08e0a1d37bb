namespace LlmPolicy.Compilation;

/// <summary>An Upstream that nothing can be sent to by what its manifest says. As long as nothing leads to it, that does no harm.</summary>
/// <param name="name">The Upstream.</param>
/// <param name="reason">Why it is so.</param>
/// <param name="position">What makes it so.</param>
/// <param name="remedy">What to write beside an address in the options; null where its kind can't be reached.</param>
internal sealed class UnreachableUpstream(ResourceName name, string reason, SourcePosition position, string? remedy = null)
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
        _severity, DiagnosticCodes.UpstreamAddress, position,
        $"Nothing can be sent to Upstream {name} from here: {reason}{(_ledToBy is null ? ", though nothing leads to it" : $", and {_ledToBy}")}.",
        $"{remedy ?? "Set its address, which replaces all that the manifest says of it:"} LlmPolicy:Upstreams:{name.Namespace}:{name.Name}=http://host:port.");
}
