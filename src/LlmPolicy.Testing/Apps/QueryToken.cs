using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing.Apps;

/// <summary>Puts a token into the query of each request.</summary>
internal sealed class QueryToken(TokenPlace place, string token) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(place.InTarget(request.RequestUri!.AbsoluteUri, token));
        return base.SendAsync(request, cancellationToken);
    }
}
