using LlmPolicy.Evaluation;

namespace LlmPolicy.Codec;

/// <summary>What Envoy's codecs refuse before any policy is asked, as far as it shows in a request's version and headers.</summary>
internal static class RequestCodec
{
    private static readonly Refusal TooOld = new(ReasonCodes.Version, 426, "Upgrade Required");

    /// <summary>The refusal; null for a sound request. <paramref name="hasConnection"/>: whether a sound one has the header <c>Connection</c>.</summary>
    public static Refusal? Check(PolicyRequest request, out bool hasConnection) => request.Protocol switch
    {
        "HTTP/1.1" => Http1Codec.Check(request.Headers, out hasConnection),
        "HTTP/1.0" or "HTTP/0.9" => Http1Codec.Check(request.Headers, out hasConnection) ?? TooOld,
        _ => IsBinary(request.Protocol) ? Http2Codec.Check(request.Headers, out hasConnection) : Http1Codec.Check(request.Headers, out hasConnection),
    };

    /// <summary>Whether a protocol is HTTP/2 or HTTP/3, where any token is a method and no header speaks of the connection.</summary>
    public static bool IsBinary(string protocol) => protocol.StartsWith("HTTP/2", StringComparison.Ordinal) || protocol.StartsWith("HTTP/3", StringComparison.Ordinal);
}
