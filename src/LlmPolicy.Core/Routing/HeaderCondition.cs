using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary>A header condition of a matcher.</summary>
/// <param name="name">The header, or a pseudo-header such as <c>:authority</c>.</param>
/// <param name="value">What a line has to be or to match; null: the header has to be there.</param>
/// <param name="invert">Whether the condition is turned round (<c>invertMatch</c>).</param>
internal sealed class HeaderCondition(string name, IValueMatcher? value, bool invert)
{
    public string Name => name;

    public IValueMatcher? Value => value;

    public bool IsInverted => invert;

    public bool IsMatch(Exchange exchange)
    {
        if (value is null)
        {
            return exchange.Header(name) is not null != invert;
        }

        // A header that is not there matches nothing, turned round or not.
        return Lines(exchange) is [_, ..] lines && lines.Any(value.IsMatch) != invert;
    }

    public override string ToString() => $"header {name} {(invert ? "not " : "")}{value?.ToString() ?? "present"}";

    private IReadOnlyList<string> Lines(Exchange exchange) =>
        exchange.Pseudo(name) is { } pseudo ? [pseudo] : [.. exchange.Headers.Lines(name)];
}
