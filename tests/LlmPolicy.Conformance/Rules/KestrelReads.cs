using System.Text.RegularExpressions;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>What Kestrel takes for HTTP/1.1; what it does not take never comes to the gateway.</summary>
internal static partial class KestrelReads
{
    public static bool RequestLine(CaseRequest request) => Token().IsMatch(request.Method) && Target(request.Method, request.Target);

    public static bool HeaderNames(CaseRequest request) => request.Headers.All(header => Name().IsMatch(header[0]));

    /// <summary>A line that goes on in the next one, which begins with white space (RFC 9112, 5.2).</summary>
    public static bool IsFolded(CaseRequest request)
    {
        string bytes = string.Concat((request.Raw ?? []).Select(piece => piece.Bytes));
        int end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return Fold().IsMatch(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>One Host; its chars and port are looked at, not its labels.</summary>
    public static bool Host(CaseRequest request)
    {
        string[] hosts = [.. request.Headers.Where(header => header[0].Equals("host", StringComparison.OrdinalIgnoreCase)).Select(header => header[1].Trim(' ', '\t'))];
        return hosts is [var host] && IsHost(host) && (host.Length > 0 || request.Raw is null);
    }

    /// <summary>A path, an address that .NET takes for one (the scheme in small letters), or the <c>*</c> of OPTIONS.</summary>
    private static bool Target(string method, string target) =>
        Visible().IsMatch(target)
        && (target.StartsWith('/') ? !target.Split('?')[0].Contains("%00", StringComparison.Ordinal)
            : target == "*" ? method == "OPTIONS"
            : Scheme().IsMatch(target) && Uri.TryCreate(target, UriKind.Absolute, out _) && IsHost(Authority().Match(target).Groups["host"].Value));

    private static bool IsHost(string host) => host.Length == 0 || HostName().IsMatch(host) || Literal().IsMatch(host);

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[\x01-\x08\x0b\x0c\x0e-\x1f!-\x7f]+\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[!-~]+\z")]
    private static partial Regex Visible();

    [GeneratedRegex("\r\n[ \t]")]
    private static partial Regex Fold();

    [GeneratedRegex("^https?://")]
    private static partial Regex Scheme();

    [GeneratedRegex("^https?://(?:[^/?#]*@)?(?<host>[^/?#]*)")]
    private static partial Regex Authority();

    [GeneratedRegex(@"^[!$&'()._~0-9A-Za-z-]+(:[0-9]+)?\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"^\[[0-9A-Fa-f:.]+\](:[0-9]+)?\z")]
    private static partial Regex Literal();
}
