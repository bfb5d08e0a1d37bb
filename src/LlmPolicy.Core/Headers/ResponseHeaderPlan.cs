using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>The levels of response headers, most specific first, and the filters behind them, waiting for an answer.</summary>
internal sealed class ResponseHeaderPlan(HeaderLevel[] levels, TemplateContext request)
{
    /// <summary>The plan of a request; null where nothing of its answer changes.</summary>
    public static ResponseHeaderPlan? Of(HeaderLevel[] levels, TemplateContext request) =>
        levels.Length == 0 && request.Exchange.AnswerFilters.Count == 0 ? null : new(levels, request);

    public IReadOnlyList<HeaderChange> Evaluate(AnswerFacts facts, IReadOnlyList<HeaderField> headers)
    {
        var view = new HeaderView(headers);
        var context = request with { Answer = new TemplateAnswer(view, facts) };
        foreach (var level in levels)
        {
            // A value that can't be sent is left out: the answer is there already.
            level.Apply(view, context);
        }

        var filters = request.Exchange.AnswerFilters;
        for (int i = filters.Count - 1; i >= 0; i--)
        {
            filters[i].Apply(request.Exchange, facts.StatusCode, view);
        }

        var changes = view.Changes;
        return changes.Any(IsOfFraming) ? [.. changes.Where(change => !IsOfFraming(change))] : changes;
    }

    /// <summary>The headers of an answer of our own, with the changes made.</summary>
    public IReadOnlyList<HeaderField> Apply(AnswerFacts facts, IReadOnlyList<HeaderField> headers)
    {
        HeaderList result = new();
        result.Reset(headers);
        foreach (var change in Evaluate(facts, headers))
        {
            change.ApplyTo(result);
        }

        return result.Fields;
    }

    /// <summary>How an answer is framed is the server's word: another length or coding would cut the answer, or run into the next one.</summary>
    private static bool IsOfFraming(HeaderChange change) => HeaderSyntax.IsOfFraming(change.Name);
}
