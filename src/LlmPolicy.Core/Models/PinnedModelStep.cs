using LlmPolicy.Exchanges;

namespace LlmPolicy.Models;

/// <summary>
/// <c>model</c> of an Upstream's <c>ai</c>: it is sent in the place of whatever model the request names in its body. It comes before rules on models, which are so asked about what is sent. What
/// may lead to another model without its name is refused.
/// </summary>
/// <param name="modelOf">The model of the destination that a request goes to; null for one that sets none.</param>
/// <param name="bodyLimit">How many bytes of a body are read.</param>
internal sealed class PinnedModelStep(Func<Exchange, (string Name, SourcePosition Position)?> modelOf, int bodyLimit) : IPolicyStep
{
    public StepResult Check(Exchange exchange)
    {
        if (modelOf(exchange) is not { } model || ModelCall.Of(exchange, bodyLimit) is not { } call)
        {
            return StepResult.Pass;
        }

        switch (call.Models)
        {
            case ModelResolution.NeedsBody:
                return StepResult.Ask(new BodyNeed(bodyLimit, model.Position));
            case ModelResolution.Refused refused:
                exchange.Findings?.Unresolved(refused, model.Position);
                return StepResult.Refuse(new Refusal(refused.Reason, refused.StatusCode, refused.Words, model.Position));
            case ModelResolution.Asks asked when asked.Ways != UnnamedWays.None:
                exchange.Findings?.Unpinned(asked.Ways, model.Position);
                return StepResult.Refuse(new Refusal(ReasonCodes.ModelUnknown, 403, "The request may lead to a model that it does not name.", model.Position));
            case ModelResolution.Asks asked:
                Pin(asked, model, call.Request, exchange);
                return StepResult.Pass;
            default:
                return StepResult.Pass;
        }
    }

    private static void Pin(ModelResolution.Asks asked, (string Name, SourcePosition Position) model, in ModelRequest request, Exchange exchange)
    {
        exchange.Findings?.Pinned(model.Name, model.Position);
        string[] others = [.. asked.Models.Select(one => one.Name).Where(name => name != model.Name).Distinct()];
        if (others.Length == 0)
        {
            return;
        }

        string Name(string name) => model.Name;
        exchange.OutgoingTarget = ModelRewrite.Path(request.Path, asked, Name) + ModelRewrite.Query(request.Query, asked, Name);
        if (ModelRewrite.IsInBody(asked, others))
        {
            exchange.Send(ModelRewrite.Body(asked, Name), model.Position);
        }
    }
}
