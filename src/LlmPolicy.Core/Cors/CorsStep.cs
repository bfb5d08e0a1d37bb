using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Cors;

/// <summary>
/// <c>cors</c>: answers a preflight whose origin fits, before anybody is asked who he is, and puts its headers on the answer of any other request from there. A request whose
/// origin does not fit goes on as it is: it is the browser that keeps the answer from the page.
/// </summary>
internal sealed class CorsStep(CorsPolicy policy) : IPolicyStep
{
    private const string Origin = "origin";
    private const string RequestMethod = "access-control-request-method";
    private const string RequestHeaders = "access-control-request-headers";

    public CorsPolicy Policy => policy;

    public IEnumerable<string> Headers => [Origin, RequestMethod, RequestHeaders];

    public StepResult Check(Exchange exchange)
    {
        if (exchange.Headers.First(Origin) is not { Length: > 0 } origin)
        {
            exchange.Findings?.NoOrigin(policy);
            return StepResult.Pass;
        }

        bool allows = policy.Allows(origin);
        string? method = exchange.Request.Method == "OPTIONS" ? exchange.Headers.First(RequestMethod) : null;
        bool isPreflight = method is { Length: > 0 };
        exchange.Findings?.Origin(policy, allows, isPreflight);
        if (!allows)
        {
            return StepResult.Pass;
        }

        exchange.Filter(new AllowedOrigin(policy, origin));
        return isPreflight
            ? StepResult.Answer(new StepAnswer(ReasonCodes.CorsPreflight, 200, policy.Preflight(origin, method!, exchange.Headers.First(RequestHeaders)), policy.Position))
            : StepResult.Pass;
    }

    private sealed class AllowedOrigin(CorsPolicy policy, string origin) : IAnswerFilter
    {
        public void Apply(Exchange exchange, int statusCode, HeaderView answer) => policy.Allow(origin, answer);
    }
}
