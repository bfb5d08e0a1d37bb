using System.Net.Http.Headers;

namespace LlmPolicy.Outgoing;

/// <summary>The headers of a message of .NET's client: its own, and those that belong to its content.</summary>
internal static class MessageHeaders
{
    // .NET keeps them apart, and throws where one is asked for a header of the other's.
    private static readonly HashSet<string> OfContent = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Expires",
        "Last-Modified",
    };

    public static void Remove(HttpHeaders own, HttpContent? content, string name)
    {
        if (!OfContent.Contains(name))
        {
            own.Remove(name);
        }
        else
        {
            content?.Headers.Remove(name);
        }
    }

    public static void Add(HttpHeaders own, HttpContent? content, string name, string value)
    {
        if (!own.TryAddWithoutValidation(name, value))
        {
            content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
