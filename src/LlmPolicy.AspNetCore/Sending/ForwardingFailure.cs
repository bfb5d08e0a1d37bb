using System.Net.Sockets;
using System.Security.Authentication;
using LlmPolicy.Bodies;
using LlmPolicy.Connections;

namespace LlmPolicy.Sending;

/// <summary>
/// What Envoy answers where an upstream did not. Its text goes on with the words of its TLS library or of the system; ours does not.
/// </summary>
/// <param name="Kind">What happened, for the policy's response headers.</param>
/// <param name="StatusCode">The status that the client gets.</param>
/// <param name="Body">The text that the client gets.</param>
/// <param name="Reset">What it is to a route's <c>retries</c>; null: nothing that a retry could mend.</param>
internal sealed record ForwardingFailure(UpstreamFailure Kind, int StatusCode, string Body, UpstreamReset? Reset = null)
{
    private const string ResetReason = "reset reason: ";

    public static readonly ForwardingFailure NoHealthyUpstream = new(UpstreamFailure.NoHealthyUpstream, 503, "no healthy upstream");

    /// <summary>The route's <c>timeout</c> is over.</summary>
    public static readonly ForwardingFailure RequestTimeout = new(UpstreamFailure.RequestTimeout, 504, "upstream request timeout");

    /// <summary>The route's <c>perTryTimeout</c> is over.</summary>
    public static readonly ForwardingFailure TryTimeout = RequestTimeout with { Kind = UpstreamFailure.TryTimeout, Reset = UpstreamReset.Disconnect };

    /// <summary>What came is no HTTP.</summary>
    public static readonly ForwardingFailure ProtocolError = BeforeHeaders(UpstreamFailure.ProtocolError, 502, "protocol error", UpstreamReset.Disconnect);

    private static readonly ForwardingFailure ConnectionTimeout = BeforeHeaders(UpstreamFailure.ConnectionTimeout, 503, "connection timeout", UpstreamReset.ConnectFailure);

    private static readonly ForwardingFailure ConnectionFailure =
        BeforeHeaders(UpstreamFailure.ConnectionFailure, 503, "remote connection failure", UpstreamReset.ConnectFailure);

    public static readonly ForwardingFailure Termination = BeforeHeaders(UpstreamFailure.ConnectionTermination, 503, "connection termination", UpstreamReset.Disconnect);

    /// <summary>Whether the upstream may have got the request, and may have worked on it.</summary>
    public bool MayHaveBeenSent => Kind is not (UpstreamFailure.NoHealthyUpstream or UpstreamFailure.ConnectionFailure or UpstreamFailure.ConnectionTimeout or UpstreamFailure.InvalidHeaderValue);

    /// <summary>The route's <c>maxStreamDuration</c> is over.</summary>
    public static ForwardingFailure StreamTimeout(RequestBody body) => OfStream(UpstreamFailure.DurationTimeout, "downstream duration timeout", body);

    public static ForwardingFailure InvalidHeader(string name) => new(UpstreamFailure.InvalidHeaderValue, 503, $"invalid header value for: {name}");

    /// <summary>The same after a retry: Envoy's text tells.</summary>
    public ForwardingFailure Retried() =>
        this with { Body = Body.Replace(ResetReason, $"retried and the latest {ResetReason}", StringComparison.Ordinal) };

    /// <summary>What happened to a request that was sent, by what .NET's client threw.</summary>
    /// <param name="exception">What it threw.</param>
    /// <param name="hadInterim">Whether an informational answer came before.</param>
    public static ForwardingFailure OfSending(Exception? exception, bool hadInterim)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TimeoutException:
                    return ConnectionTimeout;
                case AnswerRefusedException:
                    return ProtocolError;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return NoHealthyUpstream;
                // A connection that was there, and broke: something may have been sent.
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected }:
                    return Termination;
                case AuthenticationException or SocketException:
                    return ConnectionFailure;
                // A head that breaks off; without a byte of it, it is an UnansweredException.
                case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } when !hadInterim:
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return ProtocolError;
            }
        }

        return Termination;
    }

    /// <summary>Nothing came or went for too long.</summary>
    public static ForwardingFailure IdleTimeout(RequestBody body) => OfStream(UpstreamFailure.StreamIdleTimeout, "stream timeout", body);

    // A request that was not there whole is the client's fault to Envoy.
    private static ForwardingFailure OfStream(UpstreamFailure kind, string text, RequestBody body) => new(kind, body.IsEndReached ? 504 : 408, text);

    private static ForwardingFailure BeforeHeaders(UpstreamFailure kind, int status, string reason, UpstreamReset reset) =>
        new(kind, status, $"upstream connect error or disconnect/reset before headers. {ResetReason}{reason}", reset);
}
