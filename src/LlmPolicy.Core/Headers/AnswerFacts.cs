using LlmPolicy.Exchanges;

namespace LlmPolicy.Headers;

/// <summary>What Envoy knows of an answer while its headers are made: there the proxy's own answers have no response code yet.</summary>
internal sealed record AnswerFacts(int StatusCode)
{
    private const string ConnectionRefused = "delayed_connect_error:_Connection_refused";

    /// <summary><c>%RESPONSE_CODE%</c>: 0 unless an upstream answered.</summary>
    public int ResponseCode { get; private init; }

    public string Flags { get; private init; } = "-";

    public string LongFlags { get; private init; } = "-";

    public string? Details { get; private init; }

    public string? TransportFailure { get; private init; }

    /// <summary>0 before the router.</summary>
    public int Attempts { get; private init; }

    public string? UpstreamHost { get; private init; }

    public string? UpstreamProtocol { get; private init; }

    public TimeSpan Duration { get; private init; }

    /// <summary>Null where nobody responded.</summary>
    public TimeSpan? ResponseDuration { get; private init; }

    /// <summary>A redirect or a direct response.</summary>
    public static AnswerFacts Direct(int statusCode) => new(statusCode) { Details = "direct_response" };

    public static AnswerFacts Of(Refusal refusal) => refusal.Reason switch
    {
        ReasonCodes.HeaderValue => new(refusal.StatusCode)
        {
            // Envoy finds it on the way to a connected upstream.
            Attempts = 1,
            UpstreamProtocol = "HTTP/1.1",
            Flags = "DPE",
            LongFlags = "DownstreamProtocolError",
            Details = $"filter_removed_required_request_headers{{{Underscored(refusal.Body)}}}",
        },
        ReasonCodes.RbacDenied => new(refusal.StatusCode) { Details = "rbac_access_denied_matched_policy[none]" },
        ReasonCodes.UpstreamUnavailable => new(refusal.StatusCode) { Flags = "NC", LongFlags = "NoClusterFound", Details = "cluster_not_found" },
        ReasonCodes.CsrfOrigin => new(refusal.StatusCode) { Details = "csrf_origin_mismatch" },
        ReasonCodes.FaultAbort => new(refusal.StatusCode) { Flags = "FI", LongFlags = "FaultInjected", Details = "fault_filter_abort" },
        ReasonCodes.TransformationBody => new(refusal.StatusCode) { Details = "transformation_filter_error" },
        ReasonCodes.Upgrade => new(refusal.StatusCode) { Details = "upgrade_failed" },
        _ when refusal.IsOfToken => new(refusal.StatusCode) { Details = $"jwt_authn_access_denied{{{Underscored(refusal.Body)}}}" },
        var reason => new(refusal.StatusCode) { Details = reason },
    };

    public static AnswerFacts Of(UpstreamAnswer answer)
    {
        var (flag, longFlag, details) = Describe(answer.Failure);
        bool answered = answer.Failure == UpstreamFailure.None;
        return new AnswerFacts(answer.StatusCode)
        {
            ResponseCode = answered ? answer.StatusCode : 0,
            Flags = Joined(answer.RetriesExhausted ? "URX" : null, flag),
            LongFlags = Joined(answer.RetriesExhausted ? "UpstreamRetryLimitExceeded" : null, longFlag),
            Details = details,
            TransportFailure = answer.Failure == UpstreamFailure.ConnectionFailure ? ConnectionRefused : null,
            Attempts = answer.Attempts,
            UpstreamHost = answer.Address,
            UpstreamProtocol = Connected(answer.Failure) ? "HTTP/1.1" : null,
            Duration = answer.Duration,
            ResponseDuration = answered ? answer.Duration : null,
        };
    }

    private static (string? Flag, string? LongFlag, string Details) Describe(UpstreamFailure failure) => failure switch
    {
        UpstreamFailure.NoHealthyUpstream => ("UH", "NoHealthyUpstream", "no_healthy_upstream"),
        UpstreamFailure.ConnectionFailure => ("UF", "UpstreamConnectionFailure", Reset($"remote_connection_failure|{ConnectionRefused}")),
        UpstreamFailure.ConnectionTimeout => ("UF", "UpstreamConnectionFailure", Reset("connection_timeout")),
        UpstreamFailure.ConnectionTermination => ("UC", "UpstreamConnectionTermination", Reset("connection_termination")),
        UpstreamFailure.ProtocolError => ("UPE", "UpstreamProtocolError", Reset("protocol_error")),
        UpstreamFailure.RequestTimeout => ("UT", "UpstreamRequestTimeout", "response_timeout"),
        UpstreamFailure.TryTimeout => ("UT", "UpstreamRequestTimeout", "upstream_per_try_timeout"),
        UpstreamFailure.StreamIdleTimeout => ("SI", "StreamIdleTimeout", "stream_idle_timeout"),
        // Envoy raises its flag DT once the headers are made.
        UpstreamFailure.DurationTimeout => (null, null, "max_duration_timeout"),
        UpstreamFailure.InvalidHeaderValue => ("DPE", "DownstreamProtocolError", "filter_removed_required_request_headers"),
        _ => (null, null, "via_upstream"),
    };

    private static string Reset(string reason) => $"upstream_reset_before_response_started{{{reason}}}";

    private static bool Connected(UpstreamFailure failure) =>
        failure is not (UpstreamFailure.NoHealthyUpstream or UpstreamFailure.ConnectionFailure or UpstreamFailure.ConnectionTimeout);

    private static string Joined(string? retries, string? flag) =>
        retries is not null && flag is not null ? $"{retries},{flag}" : retries ?? flag ?? "-";

    private static string Underscored(string text) => text.Replace(' ', '_');
}
