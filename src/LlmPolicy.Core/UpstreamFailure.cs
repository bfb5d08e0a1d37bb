namespace LlmPolicy;

/// <summary>Why the gateway answered in an upstream's place, as Envoy tells failures apart (<c>%RESPONSE_FLAGS%</c>, <c>%RESPONSE_CODE_DETAILS%</c>).</summary>
public enum UpstreamFailure
{
    /// <summary>None: the upstream answered by itself.</summary>
    None,

    /// <summary>There was nobody to send it to.</summary>
    NoHealthyUpstream,

    /// <summary>The connection was refused, or its TLS failed.</summary>
    ConnectionFailure,

    /// <summary>No connection came about in time.</summary>
    ConnectionTimeout,

    /// <summary>The connection ended before the answer began.</summary>
    ConnectionTermination,

    /// <summary>The answer was no HTTP.</summary>
    ProtocolError,

    /// <summary>The route's <c>timeout</c> was over.</summary>
    RequestTimeout,

    /// <summary>The last try's <c>perTryTimeout</c> was over.</summary>
    TryTimeout,

    /// <summary>Nothing came or went for the route's <c>idleTimeout</c>.</summary>
    StreamIdleTimeout,

    /// <summary>The route's <c>maxStreamDuration</c> was over.</summary>
    DurationTimeout,

    /// <summary>A header's value could not be sent.</summary>
    InvalidHeaderValue,
}
