using LlmPolicy.Exchanges;
using LlmPolicy.Http;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>What the evaluation itself finds, in words.</summary>
internal static class EvaluationFindings
{
    extension(Findings findings)
    {
        public void BadHeader(HeaderField header) => findings.Add(
            ExplanationSubject.Request, ExplanationResult.DoesNotFit, HeaderSyntax.IsName(header.Name) ? $"header {header.Name} holds control characters" : "a header's name is not a token");

        public void Target(RequestTarget target) => findings.Add(ExplanationSubject.Request, ExplanationResult.Noted, $"path {target.Path}, once normalised");

        /// <summary>No host fits: here are those that do not.</summary>
        public void NoHost(string scheme, string authority, Listeners listeners)
        {
            findings.Add(ExplanationSubject.VirtualHost, ExplanationResult.DoesNotFit, $"no virtual host answers for {authority} over {scheme}{(listeners.Hosts.Any() ? "; there are:" : ": there is none")}");
            foreach (var host in listeners.Hosts)
            {
                string tls = listeners.Plain.Hosts.Contains(host) ? "" : ", over https alone";
                findings.Add(ExplanationSubject.VirtualHost, ExplanationResult.DoesNotFit, $"{host.Service}: domains {string.Join(", ", host.Domains)}{tls}", host.Position, 1);
            }
        }

        public void Host(string authority, VirtualHostPolicy host) => findings.Add(
            ExplanationSubject.VirtualHost, ExplanationResult.Fits, $"host {authority}: {host.Service}, domains {string.Join(", ", host.Domains)}", host.Position);

        public void RouteAgain() => findings.Add(ExplanationSubject.Route, ExplanationResult.Noted, "headers have changed: the routes are tried again");

        public void Strictness(Refusal objection) => findings.Add(
            ExplanationSubject.Strictness, ExplanationResult.DoesNotFit,
            $"Envoy would forward this; a rule of strictness refuses it ({objection.Reason})", objection.Position);

        public void Decided(PolicyDecision decision) => findings.Add(
            ExplanationSubject.Decision,
            decision.Response is { StatusCode: >= 400 } ? ExplanationResult.DoesNotFit : ExplanationResult.Fits,
            DecisionWords(decision),
            decision.Position);
    }

    private static string DecisionWords(PolicyDecision decision) => decision switch
    {
        { Response: { } response } => $"answered with {response.StatusCode}: {decision.Reason}",
        { Forwarding: not null } => $"goes upstream: {decision.Reason}",
        { Need: KeysNeed } => $"keys have to be fetched first: {decision.Reason}",
        { Need: RateLimitNeed or LocalRateLimitNeed } => $"it has to be counted first: {decision.Reason}",
        _ => $"the body has to be read first: {decision.Reason}",
    };
}

/// <summary>One route that was tried, and its matchers up to the one that fits.</summary>
internal sealed class RouteAttempt
{
    private readonly Findings _findings;
    private readonly RoutePolicy _route;
    private readonly int _mark;
    private string _only = "";

    private RouteAttempt(Findings findings, RoutePolicy route) => (_findings, _route, _mark) = (findings, route, findings.Mark);

    /// <summary>Null where nobody listens.</summary>
    public static RouteAttempt? Begin(Findings? findings, RoutePolicy route) => findings is null ? null : new RouteAttempt(findings, route);

    public void Tried(RouteMatcher matcher, IRouteCondition? mismatch)
    {
        string words = mismatch is null ? $"{matcher} fits" : mismatch.MismatchWords;
        if (_route.Matchers.Length == 1)
        {
            _only = words;
            return;
        }

        _findings.Add(ExplanationSubject.Matcher, Findings.Result(mismatch is null), $"matchers[{Index(matcher)}]: {words}", matcher.Position, 1);
    }

    public void End(RouteMatcher? matched)
    {
        string words = _route.Matchers.Length == 1 ? _only : matched is null ? "no matcher fits" : $"matchers[{Index(matched)}] fits";
        _findings.Insert(_mark, ExplanationSubject.Route, Findings.Result(matched is not null), $"route {_route.Info.Name}: {words}", _route.Info.Position);
    }

    private int Index(RouteMatcher matcher) => Array.IndexOf(_route.Matchers, matcher);
}
