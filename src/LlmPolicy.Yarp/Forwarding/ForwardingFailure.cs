using System.Net.Sockets;
using System.Security.Authentication;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>What Envoy answers where an upstream did not. Its text goes on with the words of its TLS library or of the system; ours does not.</summary>
internal static class ForwardingFailure
{
    private const string Reset = "upstream connect error or disconnect/reset before headers. reset reason: ";

    public static readonly PolicyResponse NoHealthyUpstream = Text(503, "no healthy upstream");

    public static readonly PolicyResponse BadRequest = Text(400, "Bad Request");

    public static readonly PolicyResponse RequestTimeout = Text(504, "upstream request timeout");

    /// <summary>The answer to what YARP reports; null where the client is gone or sent a broken body, and YARP's own status stands.</summary>
    public static PolicyResponse? Describe(IForwarderErrorFeature failure) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations or ForwarderError.RequestCreation => NoHealthyUpstream,
        // The route's own timeout is watched elsewhere: what is left is Envoy's stream_idle_timeout.
        ForwarderError.RequestTimedOut => Text(504, "stream timeout"),
        ForwarderError.Request => DescribeSending(failure.Exception),
        ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination => Text(503, Reset + "connection termination"),
        ForwarderError.ResponseHeaders => Text(502, Reset + "protocol error"),
        _ => null,
    };

    public static PolicyResponse InvalidHeader(string name) => Text(503, $"invalid header value for: {name}");

    private static PolicyResponse DescribeSending(Exception? exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TimeoutException:
                    return Text(503, Reset + "connection timeout");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return NoHealthyUpstream;
                case AuthenticationException or SocketException { SocketErrorCode: not SocketError.ConnectionReset }:
                    return Text(503, Reset + "remote connection failure");
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return Text(502, Reset + "protocol error");
            }
        }

        return Text(503, Reset + "connection termination");
    }

    private static PolicyResponse Text(int status, string body) => new(status, body, [new HeaderField("content-type", "text/plain")]);
}
