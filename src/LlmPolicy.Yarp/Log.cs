using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>All that this package logs. No token, no secret's value, and nothing that a caller chose.</summary>
internal static partial class Log
{
    /// <summary>The provider's own refusal: its key may be wrong, and the caller's token is not.</summary>
    public static void UpstreamRefused(ILogger logger, string decisionId, int statusCode, Forwarding forwarding)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string[] secrets = [.. forwarding.RequestHeaders.Select(change => change.Secret).OfType<ResourceName>().Distinct().Select(secret => secret.ToString())];
            UpstreamRefused(logger, decisionId, forwarding.Upstream, statusCode, secrets.Length == 0 ? "no secret" : $"secret {string.Join(", ", secrets)}");
        }
    }

    [LoggerMessage(2, LogLevel.Warning,
        "Decision {DecisionId}: Upstream {Upstream} sent a secret back in its {StatusCode}; it is masked", EventName = "SecretMasked")]
    public static partial void SecretMasked(ILogger logger, string decisionId, ResourceName upstream, int statusCode);

    /// <summary>Only the exception's type and place: its text may hold what the upstream sent.</summary>
    [LoggerMessage(3, LogLevel.Error, "Decision {DecisionId}: forwarding to Upstream {Upstream} threw {Type} at {Place}", EventName = "ForwardingThrew")]
    public static partial void ForwardingThrew(ILogger logger, string decisionId, ResourceName upstream, Type type, string? place);

    [LoggerMessage(1, LogLevel.Warning,
        "Decision {DecisionId}: Upstream {Upstream} itself answered {StatusCode}; it was sent with {Secrets}", EventName = "UpstreamRefused")]
    private static partial void UpstreamRefused(ILogger logger, string decisionId, ResourceName upstream, int statusCode, string secrets);
}
