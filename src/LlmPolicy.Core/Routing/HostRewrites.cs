using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary><c>autoHostRewrite</c>.</summary>
internal sealed class AutoHostRewrite : IHostRewrite
{
    public string? Apply(Exchange exchange) => null;
}

/// <summary><c>hostRewrite</c>.</summary>
internal sealed class LiteralHostRewrite(string host) : IHostRewrite
{
    public string? Apply(Exchange exchange) => host;
}

/// <summary><c>hostRewriteHeader</c>: the header's first value; without one, the host stays.</summary>
internal sealed class HeaderHostRewrite(string header) : IHostRewrite
{
    public string? Apply(Exchange exchange) => exchange.Headers.First(header) is { Length: > 0 } host ? host : exchange.Target.Authority;
}

/// <summary><c>hostRewritePathRegex</c>: the path, not yet rewritten, with the pattern's matches replaced.</summary>
internal sealed class PathHostRewrite(Re2 regex, Re2Substitution substitution) : IHostRewrite
{
    public string? Apply(Exchange exchange) => regex.Replace(exchange.Target.Path, substitution);
}
