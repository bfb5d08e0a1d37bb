using System.Globalization;

namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>How the end of an HTTP/1.1 message's body shows (RFC 9112, 6.3).</summary>
internal readonly record struct BodyFraming(BodyKind Kind, long Length = 0)
{
    public static BodyFraming OfRequest(IReadOnlyList<HeaderField> headers) => Of(headers) ?? new(BodyKind.None);

    public static BodyFraming OfResponse(int status, string method, IReadOnlyList<HeaderField> headers) =>
        method == "HEAD" || status is 204 or 304 or (>= 100 and < 200) ? new(BodyKind.None) : Of(headers) ?? new(BodyKind.UntilClose);

    private static BodyFraming? Of(IReadOnlyList<HeaderField> headers) =>
        Value(headers, "transfer-encoding") is not null ? new(BodyKind.Chunked)
        : Value(headers, "content-length") is { } length ? new(BodyKind.Length, long.Parse(length, CultureInfo.InvariantCulture))
        : null;

    private static string? Value(IReadOnlyList<HeaderField> headers, string name) =>
        headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

internal enum BodyKind
{
    None,
    Length,
    Chunked,
    UntilClose,
}
