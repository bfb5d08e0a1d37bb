using LlmPolicy.Exchanges;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>A rewrite of <c>Host</c>.</summary>
internal interface IHostRewrite
{
    /// <summary>
    /// Finds the host to send; null: the address of the upstream's host that is picked. False where to find it is more work than a request may make.
    /// </summary>
    bool TryApply(Exchange exchange, out string? host);
}

/// <summary><c>autoHostRewrite</c>.</summary>
internal sealed class AutoHostRewrite : IHostRewrite
{
    public bool TryApply(Exchange exchange, out string? host)
    {
        host = null;
        return true;
    }
}

/// <summary><c>hostRewrite</c>.</summary>
internal sealed class LiteralHostRewrite(string literal) : IHostRewrite
{
    public bool TryApply(Exchange exchange, out string? host)
    {
        host = literal;
        return true;
    }
}

/// <summary><c>hostRewriteHeader</c>: the header's first value; without one, the host stays.</summary>
internal sealed class HeaderHostRewrite(string header) : IHostRewrite
{
    public string Header => header;

    public bool TryApply(Exchange exchange, out string? host)
    {
        host = exchange.Headers.First(header) is { Length: > 0 } value ? value : exchange.Target.Authority;
        return true;
    }
}

/// <summary><c>hostRewritePathRegex</c>: the path, not yet rewritten, with the pattern's matches replaced; where nothing is left, the host stays.</summary>
internal sealed class PathHostRewrite(Re2 regex, Re2Substitution substitution) : IHostRewrite
{
    public bool TryApply(Exchange exchange, out string? host)
    {
        string? replaced = regex.Replace(exchange.Target.Path, substitution);
        host = replaced is { Length: 0 } ? exchange.Target.Authority : replaced;
        return replaced is not null;
    }
}
