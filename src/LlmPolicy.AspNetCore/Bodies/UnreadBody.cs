using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Bodies;

/// <summary>
/// The rest of a request that is answered before it was there whole. The server reads it and throws it away before it closes the connection: a close in
/// the middle of a body is a reset to the client, which loses the answer and sends all of it again.
/// </summary>
internal static class UnreadBody
{
    public const long Most = 32 * 1024 * 1024;

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Has HTTP/1's connection closed behind an answer that is not yet written. Before it closes Kestrel reads a body on for 5 seconds, so that the client sees the answer, unless
    /// it is one that it would refuse. Where an unsound one ends nobody knows.
    /// </summary>
    public static void CloseBehind(HttpContext context, bool isUnsound)
    {
        context.Response.Headers.Connection = "close";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = isUnsound ? 0 : Most;
        }
    }
}
