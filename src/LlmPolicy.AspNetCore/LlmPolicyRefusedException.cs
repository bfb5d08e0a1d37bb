using System.Globalization;

namespace LlmPolicy;

/// <summary>
/// The policy refuses a call that the app makes to a provider (<c>AddHttpClient(...).AddLlmPolicy(route)</c>, <c>UseLlmPolicy(route)</c>): nothing was sent. It is no
/// <see cref="HttpRequestException"/>, which clients and resilience handlers take as leave to try again. Neither a token nor a key is in it.
/// </summary>
public sealed class LlmPolicyRefusedException : InvalidOperationException
{
    /// <summary>Tells of a refusal.</summary>
    /// <param name="reason">Why: one of <see cref="ReasonCodes"/>.</param>
    /// <param name="decisionId">The decision's name in logs.</param>
    /// <param name="response">What the gateway would have answered.</param>
    public LlmPolicyRefusedException(string reason, string decisionId, PolicyResponse response)
        : base(Words(reason, decisionId, response)) => (Reason, DecisionId, Response) = (reason, decisionId, response);

    /// <summary>Why: one of <see cref="ReasonCodes"/>.</summary>
    public string Reason { get; }

    /// <summary>The decision's name in logs.</summary>
    public string DecisionId { get; }

    /// <summary>What the gateway would have answered: to be passed on to the app's own caller where that is wanted.</summary>
    public PolicyResponse Response { get; }

    /// <summary>The status code of <see cref="Response"/>.</summary>
    public int StatusCode => Response.StatusCode;

    /// <summary>When the call would be admitted, where that is soon (<c>Retry-After</c>); else null.</summary>
    public TimeSpan? RetryAfter => Response.Headers.FirstOrDefault(header => header.Name.Equals("retry-after", StringComparison.OrdinalIgnoreCase)) is { Value: { } seconds }
        && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int wait) ? TimeSpan.FromSeconds(wait) : null;

    private static string Words(string reason, string decisionId, PolicyResponse response)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(decisionId);
        ArgumentNullException.ThrowIfNull(response);
        return $"The policy refuses the call: {reason} ({response.StatusCode}), decision {decisionId}.";
    }
}
