using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Codec;

/// <summary>What Envoy's codecs refuse before any policy is asked, as far as it shows in a request's version and headers.</summary>
internal static class RequestCodec
{
    private static readonly Refusal TooOld = new(ReasonCodes.Version, 426, "Upgrade Required") { Finding = "HTTP/1.0: HTTP/1.1 is asked for" };

    /// <summary>The refusal; null for a sound request. <paramref name="hasConnection"/>: whether a sound one has the header <c>Connection</c>.</summary>
    public static Refusal? Check(PolicyRequest request, out bool hasConnection) => request.Protocol switch
    {
        "HTTP/1.1" => Http1Codec.Check(request.Headers, out hasConnection),
        "HTTP/1.0" or "HTTP/0.9" => Http1Codec.Check(request.Headers, out hasConnection) ?? TooOld,
        _ => HttpSyntax.IsBinary(request.Protocol) ? Http2Codec.Check(request.Headers, out hasConnection) : Http1Codec.Check(request.Headers, out hasConnection),
    };
}
