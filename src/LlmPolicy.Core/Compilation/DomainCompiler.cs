using LlmPolicy.Evaluation;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Puts virtual hosts under their domains. Two of a kind, with sslConfig or without, can't share one.</summary>
internal sealed class DomainCompiler(CompileContext context)
{
    private readonly List<CompiledHost> _plain = [];
    private readonly DomainTable _plainDomains = new();
    private readonly DomainTable _tlsDomains = new();

    public void Add(VirtualService service, VirtualHost source, CompiledHost host)
    {
        if (service.SslConfig is null)
        {
            _plain.Add(host);
        }

        var table = service.SslConfig is null ? _plainDomains : _tlsDomains;
        foreach (string domain in host.Policy.Domains)
        {
            var position = source.Domains.FirstOrDefault(d => d.Value == domain)?.Position ?? source.Position;
            if (domain.Length == 0)
            {
                context.Error(DiagnosticCodes.Domain, position, "A domain can't be empty.");
                continue;
            }

            if (domain.Length > 2 && domain.AsSpan(1, domain.Length - 2).Contains('*'))
            {
                context.Diagnostics.Warning(DiagnosticCodes.Domain, position, $"The domain '{domain}' matches no host: a star inside a name is literal.");
            }

            if (!table.TryAdd(domain, host.Policy))
            {
                context.Error(DiagnosticCodes.Domain, position, $"The domain '{domain}' is already in use.", "Keep it in one virtual host.");
            }
        }
    }

    /// <summary>On TLS a host without sslConfig answers too, where no sibling with it has the domain.</summary>
    public Listeners ToListeners()
    {
        foreach (var host in _plain)
        {
            foreach (string domain in host.Policy.Domains.Where(d => d.Length > 0))
            {
                _tlsDomains.TryAdd(domain, host.Policy);
            }
        }

        return new Listeners(new Listener(_plainDomains), new Listener(_tlsDomains));
    }
}
