using static LlmPolicy.Assurance.Dependencies.BudgetLook;
using static LlmPolicy.Assurance.Dependencies.Fate;
using static LlmPolicy.Assurance.Dependencies.TriedUpstream;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whether a request is sent again is for the words of <c>retryOn</c> to say, and what is given back of a budget for what can have been sent.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class RetryOnTests
{
    /// <summary>What may become of a first try.</summary>
    private static readonly string[] First = [Refused, Unread, Reset, HalfHead, ResetInHead, NoHttp, Unavailable, BadGateway, Fault, Conflict, Many, Whole, Cut];

    /// <summary>The words of <c>retryOn</c> and what each asks for, by docs/fields.md, and by what Envoy 1.40 did (recorded: retries). What only asks where nothing was sent never sends twice.</summary>
    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["connect-failure"] = [Refused],
        ["reset-before-request"] = [Refused],
        ["reset"] = [Refused, Unread, Reset, HalfHead, ResetInHead, NoHttp],
        ["5xx"] = [Refused, Unread, Reset, HalfHead, ResetInHead, NoHttp, Unavailable, BadGateway, Fault],
        ["gateway-error"] = [Refused, Unread, Reset, HalfHead, ResetInHead, NoHttp, Unavailable, BadGateway],
        ["retriable-4xx"] = [Conflict],
        ["retriable-status-codes"] = [Many, Fault],
        ["envoy-ratelimited"] = [],
        ["cancelled"] = [],
        ["deadline-exceeded"] = [],
        ["internal"] = [],
        ["resource-exhausted"] = [],
        ["unavailable"] = [],
        ["refused-stream"] = [],
        ["retriable-headers"] = [],
        ["http3-post-connect-failure"] = [],
        ["connect-failure,reset-before-request"] = [Refused],
        ["connect-failure,retriable-4xx"] = [Refused, Conflict],
        ["unavailable,connect-failure"] = [Refused],
        ["another-word,connect-failure"] = [Refused],
    };

    public static TheoryData<string> RetryOn => [.. Words.Keys];

    [Theory]
    [MemberData(nameof(RetryOn))]
    public async Task A_request_is_sent_again_where_a_word_of_the_route_asks_for_it_and_given_back_only_if_it_can_not_have_been_sent(string words)
    {
        string manifests = string.Join(
            "\n---\n",
            Policies.Service("retried", "{}", Gateway.Manifests.Route("/", options: $"retries: {{retryOn: '{words}', retriableStatusCodes: [429, 500], numRetries: 2, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}")),
            Budget("retried", tokens: 1_000_000),
            Policies.Upstream);
        await using TriedUpstream upstream = new();
        await using HostileGateway gateway = await upstream.StartAsync(manifests, new ImpatientClock(), InTheStore);
        foreach (string first in First)
        {
            foreach (string second in (string[])[Whole, Refused])
            {
                string[] all = [first, second, Whole];
                string[] tries = !Words[words].Contains(first) ? all[..1] : !Words[words].Contains(second) ? all[..2] : all;
                string story = $"{words}: {string.Join("; ", tries)}";
                var before = await ReadAsync(gateway);
                upstream.Follow(gateway, all);

                Answer answer = await gateway.AskAsync(Head("/"), Ask);

                await upstream.OverAsync(story);
                upstream.Left.ShouldBe(all.Length - tries.Length, story);
                string last = tries[^1];
                answer.Status.ShouldBeOneOf(StatusesOf(last), story);
                var after = await ReadAsync(gateway);
                bool canHaveBeenSent = tries.Any(fate => fate != Refused);
                long tokens = !canHaveBeenSent || last is Unavailable or Conflict or Many or Fault or BadGateway ? 0 : last == Whole ? 100_000 : upstream.During[0].TokensReserved;
                after.ShouldBe(new BudgetLook(before.Tokens + tokens, 0, before.Requests + (canHaveBeenSent ? 1 : 0), 0, 0), story);
            }
        }
    }

    /// <summary>What the client gets where a try was the last one (docs/gateway.md).</summary>
    private static int[] StatusesOf(string fate) => fate switch
    {
        Whole or Cut => [200],
        HalfHead or NoHttp => [502],
        Conflict or Many or Fault or BadGateway => [int.Parse(fate, System.Globalization.CultureInfo.InvariantCulture)],
        // The head breaks off, and the connection: what Envoy says of both at once is not recorded.
        ResetInHead => [502, 503],
        _ => [503],
    };
}
