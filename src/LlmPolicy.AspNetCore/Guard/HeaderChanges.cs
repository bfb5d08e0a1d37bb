using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Guard;

/// <summary>Applies header changes to what the app sees and sends. Those that name a secret are a gateway's alone.</summary>
internal sealed class HeaderChanges(HeaderText text)
{
    public void ApplyToRequest(IHeaderDictionary headers, Forwarding forwarding)
    {
        foreach (string name in forwarding.OwnedHeaders)
        {
            headers.Remove(name);
        }

        foreach (var change in forwarding.RequestHeaders)
        {
            Apply(headers, change, text.RequestText(change.Name, change.Value));
        }
    }

    public void ApplyToResponse(HttpResponse response, Forwarding forwarding)
    {
        List<HeaderField> sent = [];
        foreach ((string name, var lines) in response.Headers)
        {
            foreach (string? line in lines)
            {
                sent.Add(new HeaderField(name, text.ResponseBytes(name, line ?? "")));
            }
        }

        foreach (var change in forwarding.ResponseHeaders(new UpstreamAnswer(response.StatusCode, sent)))
        {
            Apply(response.Headers, change, text.ResponseText(change.Name, change.Value));
        }
    }

    private static void Apply(IHeaderDictionary headers, HeaderChange change, string value)
    {
        if (change.Secret is not null)
        {
            return;
        }

        switch (change.Kind)
        {
            case HeaderChangeKind.Remove:
                headers.Remove(change.Name);
                break;
            case HeaderChangeKind.Set:
                headers[change.Name] = value;
                break;
            default:
                headers.Append(change.Name, value);
                break;
        }
    }
}
