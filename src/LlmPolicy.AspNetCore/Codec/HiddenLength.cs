using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Codec;

/// <summary>
/// Kestrel renames a <c>Content-Length</c> that stands beside <c>Transfer-Encoding</c>, and reads the body by its chunks. The policy sees the name that
/// was sent, and refuses. A client's own <c>X-Content-Length</c> can't be told from it there.
/// </summary>
internal static class HiddenLength
{
    private const string Renamed = "X-Content-Length";

    /// <summary>The name that a header was sent under.</summary>
    public static string NameOf(string name, IHeaderDictionary headers) =>
        name.Length == Renamed.Length && name.Equals(Renamed, StringComparison.OrdinalIgnoreCase) && headers.TransferEncoding.Count > 0 ? HeaderNames.ContentLength : name;
}
