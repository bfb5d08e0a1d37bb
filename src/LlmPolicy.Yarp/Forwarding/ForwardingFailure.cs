using System.Net.Sockets;
using System.Security.Authentication;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>
/// What Envoy answers where an upstream did not. Its text goes on with the words of its TLS library or of the system; ours does not.
/// </summary>
/// <param name="Answer">What the client gets.</param>
/// <param name="Reset">What it is to a route's <c>retries</c>; null: nothing that a retry could mend.</param>
internal sealed record ForwardingFailure(PolicyResponse Answer, UpstreamReset? Reset)
{
    private const string ResetReason = "reset reason: ";

    public static readonly ForwardingFailure NoHealthyUpstream = new(Text(503, "no healthy upstream"), null);

    public static readonly ForwardingFailure BadRequest = new(Text(400, "Bad Request"), null);

    /// <summary>The route's <c>timeout</c> is over.</summary>
    public static readonly ForwardingFailure RequestTimeout = new(Text(504, "upstream request timeout"), null);

    /// <summary>The route's <c>perTryTimeout</c> is over.</summary>
    public static readonly ForwardingFailure TryTimeout = RequestTimeout with { Reset = UpstreamReset.Disconnect };

    private static readonly ForwardingFailure ConnectionTimeout = BeforeHeaders(503, "connection timeout", UpstreamReset.ConnectFailure);

    private static readonly ForwardingFailure ConnectionFailure = BeforeHeaders(503, "remote connection failure", UpstreamReset.ConnectFailure);

    private static readonly ForwardingFailure Termination = BeforeHeaders(503, "connection termination", UpstreamReset.Disconnect);

    /// <summary>What came is no HTTP.</summary>
    public static readonly ForwardingFailure ProtocolError = BeforeHeaders(502, "protocol error", UpstreamReset.Disconnect);

    /// <summary>The answer to what YARP reports; null where the client is gone or sent a broken body, and YARP's own status stands.</summary>
    public static ForwardingFailure? Describe(IForwarderErrorFeature failure, RequestEnd end) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations or ForwarderError.RequestCreation => NoHealthyUpstream,
        // The bounds of the route are watched elsewhere: what is left is Envoy's idle timeout.
        ForwarderError.RequestTimedOut => OfStream("stream timeout", end),
        ForwarderError.Request => DescribeSending(failure.Exception),
        ForwarderError.RequestBodyDestination => Termination,
        ForwarderError.ResponseBodyDestination => Termination with { Reset = null },
        ForwarderError.ResponseHeaders => ProtocolError with { Reset = null },
        _ => null,
    };

    /// <summary>The route's <c>maxStreamDuration</c> is over.</summary>
    public static ForwardingFailure StreamTimeout(RequestEnd end) => OfStream("downstream duration timeout", end);

    public static ForwardingFailure InvalidHeader(string name) => new(Text(503, $"invalid header value for: {name}"), null);

    /// <summary>The same after a retry: Envoy's text tells.</summary>
    public ForwardingFailure Retried() => this with
    {
        Answer = Answer with { Body = Answer.Body.Replace(ResetReason, $"retried and the latest {ResetReason}", StringComparison.Ordinal) },
    };

    private static ForwardingFailure DescribeSending(Exception? exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TimeoutException:
                    return ConnectionTimeout;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return NoHealthyUpstream;
                case AuthenticationException or SocketException { SocketErrorCode: not SocketError.ConnectionReset }:
                    return ConnectionFailure;
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return ProtocolError;
            }
        }

        return Termination;
    }

    // A request that was not there whole is the client's fault to Envoy.
    private static ForwardingFailure OfStream(string body, RequestEnd end) => new(Text(end.Reached ? 504 : 408, body), null);

    private static ForwardingFailure BeforeHeaders(int status, string reason, UpstreamReset reset) =>
        new(Text(status, $"upstream connect error or disconnect/reset before headers. {ResetReason}{reason}"), reset);

    private static PolicyResponse Text(int status, string body) => new(status, body, [new HeaderField("content-type", "text/plain")]);
}
