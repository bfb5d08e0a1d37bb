using LlmPolicy.Exchanges;
using LlmPolicy.Http;
using LlmPolicy.LimitRules;

namespace LlmPolicy.RateLimits;

/// <summary><c>rateLimits</c>, compiled: what a service is asked about a request, and what becomes of its answer.</summary>
/// <param name="option">The option that asks.</param>
/// <param name="domain">Whose rules count.</param>
/// <param name="lists">The lists of actions, the route's before its host's.</param>
/// <param name="rules">The rules that count it, where no service of the host's own does.</param>
/// <param name="onFailure">What becomes of requests that nobody counts.</param>
/// <param name="position">The line of the lists.</param>
internal sealed class RateLimitStep(string option, string domain, DescriptorList[] lists, RateLimitRules rules, RateLimitFailureMode onFailure, SourcePosition position) : IPolicyStep
{
    private static readonly HeaderField RateLimited = new("x-envoy-ratelimited", "true");

    public string Option => option;

    public string Domain => domain;

    public IReadOnlyList<DescriptorList> Lists => lists;

    public SourcePosition Position => position;

    public IEnumerable<string> Headers => lists.SelectMany(list => list.Actions).SelectMany(action => action.Headers);

    /// <summary>The claims that its descriptors hold.</summary>
    public IEnumerable<IReadOnlyList<string>> Claims => lists.SelectMany(list => list.Claims).Select(claim => claim.Path.Names);

    /// <summary>What it counts by, in words.</summary>
    public override string ToString() => $"{option} by {string.Join("; ", lists.AsEnumerable())}";

    public StepResult Check(Exchange exchange)
    {
        List<RateLimitDescriptor> descriptors = new(lists.Length);
        foreach (var list in lists)
        {
            var descriptor = list.Of(exchange, out var silent);
            exchange.Findings?.Described(list, descriptor, silent);
            if (descriptor is not null)
            {
                descriptors.Add(descriptor);
            }
        }

        if (descriptors.Count == 0)
        {
            exchange.Findings?.NothingCounts(this);
            return StepResult.Pass;
        }

        RateLimitRequest request = new(domain, descriptors);
        exchange.Findings?.CountedBy(rules, request);
        var answers = exchange.Facts.RateLimits;
        if (answers.TryFind(option, request, out var response))
        {
            return Follow(exchange, response);
        }

        if (answers.AreCounted)
        {
            return StepResult.Ask(new RateLimitNeed(option, request, rules, position));
        }

        exchange.Findings?.WouldCount(this);
        exchange.Add(new UncountedLimit(ToString(), position));
        return StepResult.Pass;
    }

    private StepResult Follow(Exchange exchange, RateLimitResponse? response)
    {
        exchange.Findings?.Answered(this, response, onFailure);
        if (response is null)
        {
            return onFailure == RateLimitFailureMode.Allow ? StepResult.Pass : StepResult.Refuse(new Refusal(ReasonCodes.RateLimitUnavailable, 500, "", position));
        }

        var shown = response.ResponseHeaders.Where(IsSendable);
        if (response.IsOverLimit)
        {
            exchange.Filter(new ShownHeaders([.. shown, RateLimited], position));
            return StepResult.Refuse(new Refusal(ReasonCodes.RateLimitExceeded, 429, response.Body, position));
        }

        foreach (var header in response.RequestHeaders.Where(IsSendable))
        {
            exchange.Headers.Add(HeaderChange.Append(header.Name, header.Value, position));
        }

        if (response.ResponseHeaders.Count > 0)
        {
            exchange.Filter(new ShownHeaders([.. shown], position));
        }

        return StepResult.Pass;
    }

    /// <summary>How messages are framed, and to whom they go, is not a service's to say.</summary>
    private static bool IsSendable(HeaderField header) =>
        HeaderSyntax.IsName(header.Name) && HeaderSyntax.IsValue(header.Value) && !HeaderSyntax.IsReserved(header.Name) && !HeaderSyntax.IsOfFraming(header.Name);

    /// <summary>What a service shows the client, on whatever answers the request.</summary>
    private sealed class ShownHeaders(HeaderField[] headers, SourcePosition position) : IAnswerFilter
    {
        public void Apply(Exchange exchange, int statusCode, HeaderView answer)
        {
            foreach (var header in headers)
            {
                answer.Add(HeaderChange.Append(header.Name, header.Value, position));
            }
        }
    }
}
