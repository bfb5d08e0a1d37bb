using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>A virtual host, compiled, and what it goes by.</summary>
internal sealed record CompiledHost(VirtualHostPolicy Policy, IReadOnlyList<string> Domains, IReadOnlyList<RoutePolicy> Routes);
