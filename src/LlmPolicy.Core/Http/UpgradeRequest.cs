namespace LlmPolicy.Http;

/// <summary>A request to go on in another protocol (RFC 9110, 7.8).</summary>
internal static class UpgradeRequest
{
    /// <summary>The protocol that is asked for; null for none. An offer to speak HTTP/2 is passed over by Envoy, not answered.</summary>
    public static string? Protocol(IReadOnlyList<HeaderField> headers) =>
        First(headers, "upgrade") is { } protocol && !protocol.Equals("h2c", StringComparison.OrdinalIgnoreCase) && AsksForUpgrade(First(headers, "connection") ?? "") ? protocol : null;

    private static bool AsksForUpgrade(string connection) => connection.Split(',').Any(token => token.Trim().Equals("upgrade", StringComparison.OrdinalIgnoreCase));

    private static string? First(IReadOnlyList<HeaderField> headers, string name)
    {
        var lines = new HeaderLines(headers, name);
        return lines.MoveNext() ? lines.Current : null;
    }
}
