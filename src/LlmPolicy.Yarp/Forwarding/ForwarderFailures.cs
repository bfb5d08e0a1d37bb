using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>What YARP's reports are to Envoy.</summary>
internal static class ForwarderFailures
{
    /// <summary>The answer to what YARP reports; null where the client is gone or sent a broken body, and YARP's own status stands.</summary>
    /// <param name="failure">What YARP reports.</param>
    /// <param name="statusCode">The status that YARP set.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="hadInterim">Whether an informational answer came before.</param>
    public static ForwardingFailure? Describe(IForwarderErrorFeature failure, int statusCode, RequestBody body, bool hadInterim) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations or ForwarderError.RequestCreation => ForwardingFailure.NoHealthyUpstream,
        // The bounds of the route are watched elsewhere: what is left is Envoy's idle timeout.
        ForwarderError.RequestTimedOut => ForwardingFailure.IdleTimeout(body),
        ForwarderError.RequestBodyClient when statusCode == StatusCodes.Status408RequestTimeout => ForwardingFailure.IdleTimeout(body),
        ForwarderError.Request => ForwardingFailure.OfSending(failure.Exception, hadInterim),
        ForwarderError.RequestBodyDestination => ForwardingFailure.Termination,
        ForwarderError.ResponseBodyDestination => ForwardingFailure.Termination with { Reset = null },
        ForwarderError.ResponseHeaders or ForwarderError.UpgradeResponseClient => ForwardingFailure.ProtocolError with { Reset = null },
        _ => null,
    };
}
