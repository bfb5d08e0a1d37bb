using LlmPolicy.Resources;
using LlmPolicy.Routing;

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
            if (Problem(domain) is { } problem)
            {
                context.Error(DiagnosticCodes.Domain, position, $"The domain '{domain}' {problem}.");
            }
            else if (!table.TryAdd(domain, host.Policy))
            {
                context.Error(DiagnosticCodes.Domain, position, $"The domain '{domain}' is there already.", "Keep it in one virtual host.");
            }
        }
    }

    /// <summary>On TLS a host without sslConfig answers too, where no sibling with it has the domain.</summary>
    public HostTables ToTables()
    {
        foreach (var host in _plain)
        {
            foreach (string domain in host.Policy.Domains.Where(d => Problem(d) is null))
            {
                _tlsDomains.TryAdd(domain, host.Policy);
            }
        }

        return new HostTables(_plainDomains, _tlsDomains);
    }

    private static string? Problem(string domain) =>
        domain.Length == 0 ? "is empty"
        : domain.Length > 1 && domain.AsSpan(1, domain.Length - 2).Contains('*') ? "has a wildcard in the middle"
        : domain.Length > 1 && domain[0] == '*' && domain[^1] == '*' ? "has two wildcards"
        : null;
}
