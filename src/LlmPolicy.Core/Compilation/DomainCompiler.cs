using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>Puts virtual hosts under their domains; two can't share one.</summary>
internal static class DomainCompiler
{
    public static void Add(DomainTable table, VirtualHost source, CompiledHost host, CompileContext context)
    {
        foreach (string domain in host.Domains)
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

    private static string? Problem(string domain) =>
        domain.Length == 0 ? "is empty"
        : domain.Length > 1 && domain.AsSpan(1, domain.Length - 2).Contains('*') ? "has a wildcard in the middle"
        : domain.Length > 1 && domain[0] == '*' && domain[^1] == '*' ? "has two wildcards"
        : null;
}
