namespace LlmPolicy.Conformance.Gateway.Http2;

/// <summary>RFC 7541, appendix A.</summary>
internal static class StaticTable
{
    private static readonly string[] Fields =
    [
        ":authority", ":method GET", ":method POST", ":path /", ":path /index.html", ":scheme http", ":scheme https", ":status 200", ":status 204",
        ":status 206", ":status 304", ":status 400", ":status 404", ":status 500", "accept-charset", "accept-encoding gzip, deflate",
        "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization", "cache-control",
        "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
        "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range",
        "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range",
        "referer", "refresh", "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary",
        "via", "www-authenticate",
    ];

    /// <exception cref="InvalidDataException">It is none, or one of a table that was refused.</exception>
    public static HeaderField At(int index)
    {
        if (index < 1 || index > Fields.Length)
        {
            throw new InvalidDataException($"The block refers to field {index}, and the table has no room.");
        }

        string[] field = Fields[index - 1].Split(' ', 2);
        return new HeaderField(field[0], field.Length > 1 ? field[1] : "");
    }
}
