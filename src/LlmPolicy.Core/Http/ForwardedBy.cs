using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Http;

/// <summary>
/// What the headers of a proxy in front say of a client, as Gloo has Envoy take it: on anybody's word. So nothing is decided by it; redirects, challenges and
/// header values show it.
/// </summary>
internal static class ForwardedBy
{
    /// <summary>The scheme of <c>X-Forwarded-Proto</c>, where it is one; else the request's own.</summary>
    public static string Scheme(PolicyRequest request) => Header(request, "x-forwarded-proto") switch
    {
        null => request.Scheme,
        var proto when proto.Equals("https", StringComparison.OrdinalIgnoreCase) => "https",
        var proto when proto.Equals("http", StringComparison.OrdinalIgnoreCase) => "http",
        _ => request.Scheme,
    };

    /// <summary>The last address of <c>X-Forwarded-For</c>; null where that is none.</summary>
    public static string? Address(PolicyRequest request)
    {
        string? list = Header(request, "x-forwarded-for");
        string last = list is null ? "" : list[(list.LastIndexOf(',') + 1)..].Trim(' ', '\t');
        if (!IPAddress.TryParse(last, out var address))
        {
            return null;
        }

        // .NET reads 1 and 0x7f.1 as addresses, too.
        string text = address.ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6 || text == last ? text : null;
    }

    private static string? Header(PolicyRequest request, string name)
    {
        var lines = new HeaderLines(request.Headers, name);
        return lines.MoveNext() ? lines.Current : null;
    }
}
