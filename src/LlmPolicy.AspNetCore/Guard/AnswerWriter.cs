using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Guard;

internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpContext context, PolicyResponse answer)
    {
        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        foreach ((string name, string value) in answer.Headers)
        {
            // Append passes over an empty value.
            response.Headers[name] = StringValues.Concat(response.Headers[name], value);
        }
        // Without a body and its length, an app's own status pages may still fill in.
        if (answer.Body.Length == 0 || answer.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        byte[] body = Encoding.Latin1.GetBytes(answer.Body);
        if (answer.StatusCode < StatusCodes.Status300MultipleChoices && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            // With 2xx CONNECT has no body, but a stream (RFC 8441, 4).
            Stream tunnel = await connect.AcceptAsync().ConfigureAwait(false);
            await tunnel.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
