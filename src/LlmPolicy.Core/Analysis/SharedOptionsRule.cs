using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>
/// Where Gloo puts one host's options on another: a VirtualHostOption that a host without options in place names first is not copied there, and takes in what the
/// host names next.
/// </summary>
internal sealed class SharedOptionsRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        List<(VirtualService Service, VirtualHost Host)> hosts =
            [.. context.Resources.OfType<VirtualService>().Where(s => s.VirtualHost is not null).Select(s => (s, s.VirtualHost!))];
        foreach (var (service, host) in hosts.Where(h => ReferenceEquals(h.Host.Options, VirtualHostOptions.None)))
        {
            if (host.OptionsRefs is not [var first, _, ..])
            {
                continue;
            }

            var others = hosts.Where(h => h.Host != host && h.Host.OptionsRefs.Any(r => r.Named() == first.Named())).Select(h => h.Service.Name).ToList();
            if (others.Count > 0)
            {
                context.Warn(
                    DiagnosticCodes.SharedOptions, first.Position,
                    $"Gloo puts the options that {service.Name} names behind {first.Named()} on {string.Join(", ", others)} too; here each host has its own.",
                    "To have the same in both, add options: {} to the host.");
            }
        }
    }
}
