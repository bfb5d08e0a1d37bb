using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Gateway;

/// <summary>The headers of a response on its way to the client.</summary>
internal static class IncomingHeaders
{
    public static void Apply(HttpResponse response, HttpResponseMessage upstream, Forwarding forwarding)
    {
        if (!forwarding.ChangesResponse)
        {
            return;
        }

        IHeaderDictionary headers = response.Headers;
        foreach (HeaderChange change in forwarding.ResponseHeaders(new UpstreamAnswer((int)upstream.StatusCode, [.. Read(upstream)])))
        {
            switch (change.Kind)
            {
                case HeaderChangeKind.Remove:
                    headers.Remove(change.Name);
                    break;
                case HeaderChangeKind.Set:
                    headers[change.Name] = change.Value;
                    break;
                default:
                    headers.Append(change.Name, change.Value);
                    break;
            }
        }
    }

    public static IEnumerable<HeaderField> Read(HttpResponseMessage upstream) =>
        from header in upstream.Headers.NonValidated.Concat(upstream.Content.Headers.NonValidated)
        from value in header.Value
        select new HeaderField(header.Key, value);
}
