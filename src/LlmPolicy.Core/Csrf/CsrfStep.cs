using LlmPolicy.Exchanges;
using LlmPolicy.Routing;

namespace LlmPolicy.Csrf;

/// <summary><c>csrf</c>: a request that may change something has to come from a page of its own host, or of one that is named.</summary>
internal sealed class CsrfStep(IReadOnlyList<IValueMatcher> origins, SourcePosition position) : IPolicyStep
{
    private const string Origin = "origin";
    private const string Referer = "referer";

    public IEnumerable<string> Headers => [Origin, Referer];

    public StepResult Check(Exchange exchange)
    {
        if (exchange.Request.Method is not ("POST" or "PUT" or "DELETE" or "PATCH"))
        {
            exchange.Findings?.ChangesNothing(position);
            return StepResult.Pass;
        }

        bool fits = Fits(exchange);
        exchange.Findings?.Site(fits, position);
        return fits ? StepResult.Pass : StepResult.Refuse(new Refusal(ReasonCodes.CsrfOrigin, 403, "Invalid origin", position));
    }

    private bool Fits(Exchange exchange)
    {
        var source = CsrfOrigin.Of(exchange.Headers.First(Origin));
        source = source is "" ? CsrfOrigin.Of(exchange.Headers.First(Referer)) : source;
        return source is { Length: > 0 } site
            && (site == CsrfOrigin.Of($"{exchange.Scheme}://{exchange.Target.Authority}") || origins.Any(origin => origin.IsMatch(site)));
    }
}
