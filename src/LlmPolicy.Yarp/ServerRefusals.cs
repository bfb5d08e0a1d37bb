using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace LlmPolicy.Gateway;

/// <summary>
/// What Kestrel refuses by itself, before there is a request that the policy could see, it answers without a word. It tells of it before it answers: the client gets
/// Envoy's status and text.
/// </summary>
internal sealed class ServerRefusals : IObserver<KeyValuePair<string, object?>>
{
    /// <summary>The event that Kestrel tells of, with the features of the request.</summary>
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static bool IsMeant(string happened) => happened == Refused;

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Refused, Value: IFeatureCollection features }
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && features.Get<IHttpResponseBodyFeature>() is { } body
            && features.Get<IConnectionTransportFeature>()?.Transport.Output is { } connection
            && features.Get<IHttpRequestFeature>() is { } request
            && !HttpProtocol.IsHttp2(request.Protocol) && !HasNul(request.RawTarget))
        {
            Answer(response, body, connection);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>A target that Envoy reads, and refuses when it normalises it: without a word, as Kestrel does.</summary>
    private static bool HasNul(string? target) => target?.Split('?')[0].Contains("%00", StringComparison.Ordinal) is true;

    private static void Answer(IHttpResponseFeature response, IHttpResponseBodyFeature body, PipeWriter connection)
    {
        response.StatusCode = StatusOf(response.StatusCode);
        byte[] text = Encoding.Latin1.GetBytes(ReasonPhrases.GetReasonPhrase(response.StatusCode));
        response.Headers.Allow = default;
        response.Headers.Connection = "close";
        response.Headers.ContentType = "text/plain";
        response.Headers.ContentLength = text.Length;
        // There is no body to write to yet: the head goes to the connection, and the text behind it. Both leave with the connection's end, which Kestrel makes next.
        if (body.StartAsync() is { IsCompletedSuccessfully: true })
        {
            connection.Write(text);
            _ = connection.FlushAsync().AsTask();
        }
    }

    private static int StatusOf(int kestrels) => kestrels switch
    {
        StatusCodes.Status405MethodNotAllowed => StatusCodes.Status400BadRequest,
        StatusCodes.Status414UriTooLong => StatusCodes.Status431RequestHeaderFieldsTooLarge,
        StatusCodes.Status505HttpVersionNotsupported => StatusCodes.Status426UpgradeRequired,
        _ => kestrels,
    };
}
