namespace LlmPolicy.Headers;

/// <summary>The levels of response headers, most specific first, waiting for the upstream's answer.</summary>
internal sealed class ResponseHeaderPlan(HeaderLevel[] levels, TemplateContext request)
{
    public IReadOnlyList<HeaderChange> Evaluate(int statusCode, IReadOnlyList<HeaderField> headers)
    {
        var view = new HeaderView(headers);
        var context = request with { Response = view, StatusCode = statusCode };
        foreach (var level in levels)
        {
            // A value that can't be sent is left out: the answer is there already.
            level.Apply(view, context);
        }

        return view.Changes;
    }

    /// <summary>The headers of an answer of our own, with the changes made.</summary>
    public IReadOnlyList<HeaderField> Apply(int statusCode, IReadOnlyList<HeaderField> headers)
    {
        var result = headers.ToList();
        foreach (var change in Evaluate(statusCode, headers))
        {
            if (change.Kind != HeaderChangeKind.Append)
            {
                result.RemoveAll(f => string.Equals(f.Name, change.Name, StringComparison.OrdinalIgnoreCase));
            }

            if (change.Kind != HeaderChangeKind.Remove)
            {
                result.Add(new(change.Name, change.Value));
            }
        }

        return result;
    }
}
