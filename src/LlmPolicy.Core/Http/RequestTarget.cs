namespace LlmPolicy.Http;

/// <summary>Where a request wants to go, once Envoy's rules have read the request line: authority, normalised path, query untouched.</summary>
/// <param name="Authority">The host, with the port if there is one.</param>
/// <param name="Path">The path, normalised.</param>
/// <param name="Query">The query with its <c>?</c>, or empty.</param>
internal readonly record struct RequestTarget(string Authority, string Path, string Query)
{
    public string PathAndQuery => Path + Query;

    public RequestTarget WithoutQueryParameter(string name) => this with { Query = QueryString.Without(Query, name) };
}
