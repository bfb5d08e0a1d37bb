using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary><c>tokenSource.queryParams[]</c>, or by default <c>access_token</c>.</summary>
internal sealed class QueryLocation(string name, SourcePosition origin) : ITokenLocation
{
    public string Name { get; } = name;

    public string Place { get; } = $"query {name}";

    public SourcePosition Origin => origin;

    public void Find(Exchange exchange, List<FoundToken> tokens)
    {
        if (exchange.Query.Decoded(Name) is { } token)
        {
            tokens.Add(new FoundToken(this, token.AsMemory()));
        }
    }

    public void Strip(Exchange exchange) => exchange.RemoveQueryParameter(Name);

    public override string ToString() => $"query parameter {Name}";
}
