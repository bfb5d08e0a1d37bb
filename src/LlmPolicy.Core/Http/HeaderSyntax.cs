using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace LlmPolicy.Http;

/// <summary>What a header's name and value may be made of (RFC 9110, 5.1 and 5.5), and which headers no manifest may touch.</summary>
internal static class HeaderSyntax
{
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> ForbiddenInValue = SearchValues.Create("\r\n\0");

    private static readonly FrozenSet<string> Framing = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "content-length", "transfer-encoding", "connection");

    public static bool IsName(string name) => name.Length is > 0 and <= 16384 && !name.AsSpan().ContainsAnyExcept(NameChars);

    /// <summary>A body's length: digits alone (RFC 9110, 8.6), and fewer than a server can count to.</summary>
    public static bool IsLength(string value) => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong length) && length < long.MaxValue;

    public static bool IsValue(string value) => !value.AsSpan().ContainsAny(ForbiddenInValue);

    /// <summary>Whether a header says how its message is framed.</summary>
    public static bool IsOfFraming(string name) => Framing.Contains(name);

    /// <summary>The host is <c>hostRewrite</c>'s business; HTTP/2's pseudo-headers are no headers.</summary>
    public static bool IsReserved(string name) => name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
