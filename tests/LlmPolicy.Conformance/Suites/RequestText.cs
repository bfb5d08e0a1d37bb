namespace LlmPolicy.Conformance.Suites;

/// <summary>Method, target and headers of a request that is given as bytes or as an HTTP/2 block, as far as they can be read.</summary>
internal static class RequestText
{
    public static CaseRequest Read(CaseRequest request) =>
        request.Raw is { } raw ? OfBytes(request, string.Concat(raw.Select(piece => piece.Bytes)))
        : request.Http2 is { } block ? OfBlock(request, block)
        : request;

    private static CaseRequest OfBytes(CaseRequest request, string bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = (end < 0 ? bytes : bytes[..end]).Split("\r\n");
        string[] words = lines[0].Split(' ');
        return request with
        {
            Method = words[0],
            Target = words.Length > 2 ? string.Join(' ', words[1..^1]) : words[^1],
            Headers = [.. lines[1..].Where(line => line.Contains(':', StringComparison.Ordinal)).Select(Field)],
        };
    }

    private static CaseRequest OfBlock(CaseRequest request, Http2Request block) => request with
    {
        Method = block.Header(":method") ?? "",
        Target = block.Header(":path") ?? "",
        Headers =
        [
            .. block.Headers.Where(header => header[0] == ":authority").Select(header => (IReadOnlyList<string>)["host", header[1]]),
            .. block.Headers.Where(header => !header[0].StartsWith(':')),
        ],
    };

    private static IReadOnlyList<string> Field(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return [line[..colon], line[(colon + 1)..].Trim(' ', '\t')];
    }
}
