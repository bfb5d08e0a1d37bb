using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Guard;

/// <summary>
/// The rest of a request that is answered before it was there whole. It is read and thrown away before the connection closes: a close in
/// the middle of a body is a reset to the client, which loses the answer and sends all of it again.
/// </summary>
internal static class UnreadBody
{
    private const long Most = 32 * 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

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

    /// <summary>Reads on by itself, behind an answer that is there, where others have read before.</summary>
    public static async ValueTask DrainAsync(HttpContext context, TimeProvider time)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true
            // Who waits for 100 (Continue) sends no body after a refusal.
            || context.Request.Headers.Expect.Count > 0
            // The app may still write to it.
            || !context.Response.HasStarted)
        {
            return;
        }

        // The server's own bound would end the connection at the first read. Of this body nothing is kept.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = null;
        }

        using CancellationTokenSource late = new(Longest, time);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            await context.Response.CompleteAsync().ConfigureAwait(false);
            PipeReader body = context.Request.BodyReader;
            ReadResult read;
            long count = 0;
            do
            {
                read = await body.ReadAsync(over.Token).ConfigureAwait(false);
                count += read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted && count < Most);
            if (read.IsCompleted)
            {
                return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, or takes too long.
        }

        // It had time to see the answer; the server would go on reading.
        context.Abort();
    }
}
