using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary>A header condition of a matcher.</summary>
/// <param name="name">The header, or a pseudo-header such as <c>:authority</c>.</param>
/// <param name="value">What a line has to be or to match; null: the header has to be there.</param>
/// <param name="invert">Whether the condition is turned round (<c>invertMatch</c>).</param>
internal sealed class HeaderCondition(string name, IValueMatcher? value, bool invert) : IRouteCondition
{
    public string Name => name;

    public IValueMatcher? Value => value;

    public bool IsInverted => invert;

    public string MismatchWords => $"{this} does not hold";

    public bool IsMatch(Exchange exchange)
    {
        if (value is null)
        {
            return exchange.Header(name) is not null != invert;
        }

        // A header that is not there matches nothing, turned round or not.
        return FindMatch(exchange) is { } matches && matches != invert;
    }

    /// <summary>Whether it holds of other headers, each found by its name with all of its lines.</summary>
    public bool IsMatch(Func<string, IEnumerable<string>> headers)
    {
        string[] lines = [.. headers(name)];
        return value is null ? lines.Length > 0 != invert : lines.Length > 0 && lines.Any(value.IsMatch) != invert;
    }

    public override string ToString() => $"header {name} {(invert ? "not " : "")}{value?.ToString() ?? "present"}";

    /// <summary>Whether one of the header's lines matches; null if there is none.</summary>
    private bool? FindMatch(Exchange exchange)
    {
        if (exchange.Pseudo(name) is { } pseudo)
        {
            return value!.IsMatch(pseudo);
        }

        bool? matches = null;
        foreach (string line in exchange.Headers.Lines(name))
        {
            matches = matches is true || value!.IsMatch(line);
        }

        return matches;
    }
}
