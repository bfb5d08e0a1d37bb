using LlmPolicy.Exchanges;

namespace LlmPolicy.Models;

/// <summary>
/// <c>ModelPolicy</c>, compiled: what a request asks for, by target and body as they are sent, has to be allowed to who asks. What was checked is what is sent.
/// </summary>
internal sealed class ModelStep(ModelRules rules, int bodyLimit, bool filtersModelList) : IPolicyStep
{
    public ModelRules Rules => rules;

    /// <summary>How many bytes of a body are read.</summary>
    public int BodyLimit => bodyLimit;

    public StepResult Check(Exchange exchange)
    {
        // The route answers by itself: no model is asked for.
        if (ModelCall.Of(exchange, bodyLimit) is not { } call)
        {
            return StepResult.Pass;
        }

        switch (call.Models)
        {
            case ModelResolution.NeedsBody:
                return StepResult.Ask(new BodyNeed(bodyLimit, rules.Position));
            case ModelResolution.Refused refused:
                exchange.Findings?.Unresolved(refused, rules.Position);
                return StepResult.Refuse(new Refusal(refused.Reason, refused.StatusCode, refused.Words, rules.Position));
            case ModelResolution.NoModel { Kind: var kind }:
                exchange.Findings?.NoModel(kind, rules.Position);
                FilterList(kind, exchange);
                return StepResult.Pass;
            case ModelResolution.Asks asked:
                return Judge(asked, call.Request, exchange);
            default:
                throw new InvalidOperationException("A resolution of another kind.");
        }
    }

    private StepResult Judge(ModelResolution.Asks asked, in ModelRequest request, Exchange exchange)
    {
        var mine = rules.For(exchange.Callers);
        var allowing = new ModelRule?[asked.Models.Count];
        bool allowed = (asked.Ways & ~ModelRules.Ways(mine)) == UnnamedWays.None;
        for (int i = 0; i < allowing.Length; i++)
        {
            allowing[i] = ModelRules.Allowing(asked.Models[i].Name, mine, exchange.Callers);
            allowed &= allowing[i] is not null;
        }

        exchange.Models = [.. asked.Models.Select((model, i) => allowing[i]?.Renamed(model.Name) ?? model.Name)];
        exchange.Findings?.Judged(rules, asked, allowing, allowed, exchange.Callers);
        if (!allowed)
        {
            return StepResult.Refuse(new Refusal(ReasonCodes.ModelDenied, 403, "Model: access denied", rules.Position));
        }

        Rename(asked, allowing, request, exchange);
        return StepResult.Pass;
    }

    private void Rename(ModelResolution.Asks asked, ModelRule?[] allowing, in ModelRequest request, Exchange exchange)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < allowing.Length; i++)
        {
            string name = asked.Models[i].Name;
            if (allowing[i]!.Renamed(name) is var renamed && renamed != name)
            {
                names[name] = renamed;
            }
        }

        if (names.Count > 0)
        {
            string Name(string asked) => names.GetValueOrDefault(asked, asked);
            exchange.OutgoingTarget = ModelRewrite.Path(request.Path, asked, Name) + ModelRewrite.Query(request.Query, asked, Name);
            if (ModelRewrite.IsInBody(asked, names.Keys))
            {
                exchange.Send(ModelRewrite.Body(asked, Name), rules.Position);
            }
        }
    }

    private void FilterList(NoModelKind kind, Exchange exchange)
    {
        if (kind == NoModelKind.ModelList && filtersModelList)
        {
            var mine = rules.For(exchange.Callers);
            var callers = exchange.Callers;
            // A list that is compressed, or a piece of one, could not be read.
            exchange.Headers.Remove(HeaderChange.Remove("accept-encoding", rules.Position));
            exchange.Headers.Remove(HeaderChange.Remove("range", rules.Position));
            exchange.Add(new ModelListFiltering(name => ModelRules.Allowing(name, mine, callers) is not null));
        }
    }
}
