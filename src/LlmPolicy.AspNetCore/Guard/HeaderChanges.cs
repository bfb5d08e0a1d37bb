using Microsoft.AspNetCore.Http;

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
            if (change.Secret is null)
            {
                HeaderChange.Apply(new DictionaryHeaders(headers), change.Kind, change.Name, text.RequestText(change.Name, change.Value));
            }
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
            HeaderChange.Apply(new DictionaryHeaders(response.Headers), change.Kind, change.Name, text.ResponseText(change.Name, change.Value));
        }
    }
}
