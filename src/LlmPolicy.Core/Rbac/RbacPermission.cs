using LlmPolicy.Exchanges;

namespace LlmPolicy.Rbac;

/// <summary><c>permissions</c>, compiled: prefix and methods, both; what is not set allows all.</summary>
internal sealed record RbacPermission(string PathPrefix, IReadOnlyList<string> Methods)
{
    public bool Allows(Exchange exchange) =>
        (PathPrefix.Length == 0 || exchange.PathAndQuery.StartsWith(PathPrefix, StringComparison.Ordinal))
        && (Methods.Count == 0 || Methods.Contains(exchange.Request.Method));

    public override string ToString() => (PathPrefix, Methods.Count) switch
    {
        ("", 0) => "all",
        ("", _) => string.Join('|', Methods),
        (_, 0) => $"prefix {PathPrefix}",
        _ => $"prefix {PathPrefix}, {string.Join('|', Methods)}",
    };
}
