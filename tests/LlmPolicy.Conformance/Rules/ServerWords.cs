using LlmPolicy.Conformance.Suites;
using Microsoft.AspNetCore.WebUtilities;

namespace LlmPolicy.Conformance.Rules;

/// <summary>Both refuse before any policy is asked, the server in its own words.</summary>
internal static class ServerWords
{
    /// <summary>What Kestrel refuses with by itself: RFC 9110, 15.5 and 15.6, and RFC 6585, 5.</summary>
    private static readonly int[] Statuses = [400, 408, 411, 413, 417, 426, 431, 501];

    /// <summary>What Envoy's codec refuses with.</summary>
    private static readonly int[] EnvoysStatuses = [0, 400, 408, 426, 431, 501];

    public static DifferenceRule Rule { get; } = new(
        "server.words",
        "What is no sound HTTP is refused by Kestrel's codec in its own words, or by an end of the stream, as Envoy refuses it in its.",
        difference => !difference.Request.IsText && IsRefusedByEnvoy(difference.Expected) && IsRefusedByServer(difference.Expected, difference.Ours));

    /// <summary>An answer of the policy's own has a challenge, or is none of these; a connection that stays open waits for more.</summary>
    private static bool IsRefusedByEnvoy(Expectation expected) =>
        (!expected.WentUpstream || IsGivenUp(expected)) && expected.End != "open" && EnvoysStatuses.Contains(expected.Status) && expected.More.Count == 0;

    /// <summary>Envoy ends a stream without an answer whose head it has sent upstream by then.</summary>
    private static bool IsGivenUp(Expectation expected) => expected is { Status: 0, Upstream: { Whole: not true } };

    private static bool IsRefusedByServer(Expectation expected, Answer ours) =>
        ours.Upstream is null && ours.End != WireEnd.Open && ours.More.Count == 0 && (ours.Status == 0 || IsServersOwn(ours) || IsInPlaceOfAnEnd(expected, ours));

    /// <summary>Whether the server itself answers with the status.</summary>
    public static bool Says(int status, Difference difference) => difference.Ours.Status == status && IsServersOwn(difference.Ours);

    /// <summary>Without a body over HTTP/2. The gateway's own answers have the decision's id.</summary>
    private static bool IsServersOwn(Answer ours) =>
        Statuses.Contains(ours.Status) && (ours.Body.Length == 0 || ours.Body == ReasonPhrases.GetReasonPhrase(ours.Status))
        && !ours.Headers.Any(header => header.Name.Equals("x-llmpolicy-decision", StringComparison.OrdinalIgnoreCase));

    /// <summary>Envoy resets the stream, or closes the connection, without a word.</summary>
    private static bool IsInPlaceOfAnEnd(Expectation expected, Answer ours) => expected.Status == 0 && ours.Status is 400 or 431;
}
