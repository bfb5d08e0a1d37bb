using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Gateway;

/// <summary>The headers of a response on its way to the client.</summary>
internal static class IncomingHeaders
{
    public static void Apply(IHeaderDictionary headers, IReadOnlyList<HeaderChange> changes)
    {
        foreach (HeaderChange change in changes)
        {
            change.ApplyTo(new DictionaryHeaders(headers));
        }
    }
}
