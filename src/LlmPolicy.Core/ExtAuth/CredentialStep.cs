using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary>
/// Takes off what callers showed an AuthConfig, all lines of it, before anything is sent on: an upstream has no business with it. Not sooner, as later phases may look at it.
/// What a provider of tokens keeps in the same header stays (<c>keepToken</c>), if it is all that the header has.
/// </summary>
internal sealed class CredentialStep(IEnumerable<string> headers, SourcePosition position) : IPolicyStep
{
    private readonly HeaderChange[] _removals = [.. headers.Distinct(StringComparer.OrdinalIgnoreCase).Select(header => HeaderChange.Remove(header, position))];

    public StepResult Check(Exchange exchange)
    {
        foreach (var removal in _removals)
        {
            if (!exchange.IsKeptAlone(removal.Name))
            {
                exchange.Headers.Remove(removal);
            }
        }

        return StepResult.Pass;
    }
}
