using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>
/// Applies one decision to the request that is about to be sent and to its response, behind all of the app's own transforms: the
/// policy has the last word, and a key is asked for at the last moment.
/// </summary>
internal sealed class PolicyTransformer(
    HttpTransformer app, Forwarding forwarding, DecidedHeaders headers, ILlmPolicyFeature decided, UpstreamCall call, ILogger logger)
    : HttpTransformer
{
    private readonly List<HeaderSecret> _put = [];

    /// <summary>Why the request was not sent; null if it was.</summary>
    public Withheld? Withheld { get; private set; }

    /// <summary>Whether what came is no answer.</summary>
    public bool IsAnswerBroken { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        // Set first, so that YARP makes none from the decoded path, and again, so that it stands.
        Uri? address = UpstreamTarget.Create(destinationPrefix, forwarding.Target);
        proxyRequest.RequestUri = address;
        await app.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        if (httpContext.Response.HasStarted || httpContext.Response.StatusCode != StatusCodes.Status200OK)
        {
            return;
        }

        HopHeaders.Copy(httpContext.Request.Headers, proxyRequest);
        proxyRequest.RequestUri = address;
        if (proxyRequest.Method.Method != decided.Request.Method)
        {
            proxyRequest.Method = new HttpMethod(decided.Request.Method);
        }

        Withheld = address is null ? Withheld.Target
            : call.Body is { AsksForUpgrade: true, IsTunnel: false } ? Withheld.Upgrade
            : await headers.ApplyAsync(
                new ProxiedHeaders(httpContext, proxyRequest), decided, forwarding,
                forwarding.Host ?? httpContext.GetReverseProxyFeature().ProxiedDestination!.Model.Config.Host!,
                PolicyGate.MeterOf(decided)?.Metering, _put, cancellationToken).ConfigureAwait(false);
        if (Withheld is not null)
        {
            // YARP does not send once a status is set.
            httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else
        {
            // Kestrel asks the client for the body once it is read; the upstream is not asked, which might never answer.
            proxyRequest.Headers.ExpectContinue = null;
            call.Prepare(proxyRequest);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        call.Answered();
        if (proxyResponse is not null && await AnswerFraming.IsBrokenAsync(proxyResponse, call.Body.IsTunnel ? httpContext.Request.Headers.Upgrade.ToString() : null, cancellationToken).ConfigureAwait(false))
        {
            httpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
            IsAnswerBroken = true;
            return false;
        }

        if (proxyResponse is not null && call.PutsAside(proxyResponse))
        {
            return false;
        }

        bool copyBody = await app.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
        if (proxyResponse is not null)
        {
            HopHeaders.Copy(proxyResponse, httpContext.Response.Headers);
            copyBody &= !AnswerFraming.IsLeftOut(httpContext.Response, call.Body.IsTunnel);
            AnswerFraming.SetLength(httpContext.Response);
            SecretMask? mask = Mask(proxyResponse);
            IncomingHeaders.Apply(httpContext.Response.Headers, call.Changes(proxyResponse, mask));
            mask?.Apply(httpContext, proxyResponse);
            call.EndConnectionIfUnread();
            call.CutWhereBroken();
            call.PassOn();
            if (copyBody || call.Body.IsTunnel)
            {
                call.BeginStream();
            }

            if (copyBody && !call.Body.IsTunnel)
            {
                Meter(httpContext.Response, proxyResponse);
                await AnswerStart.SendAsync(httpContext.Response, proxyResponse, cancellationToken).ConfigureAwait(false);
            }
        }

        return copyBody;
    }

    /// <summary>Envoy passes no trailers of HTTP/1.1 on, which is what upstreams are spoken to in.</summary>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => default;

    /// <summary>Has the answer metered as it is passed on, which is as it came but for secrets in a refusal: that one may have lost its coding.</summary>
    private void Meter(HttpResponse response, HttpResponseMessage answer)
    {
        if (!response.HasStarted)
        {
            PolicyGate.MeterOf(decided)?.Watch(response.HttpContext, new UpstreamAnswer((int)answer.StatusCode, AnswerHeaders.Read(answer)));
        }
    }

    /// <summary>What takes the secrets that were sent out of a refusal; null where there is nothing to take out.</summary>
    private SecretMask? Mask(HttpResponseMessage answer) => _put.Count == 0 || !decided.Generation.Options.MaskSecrets || (int)answer.StatusCode < StatusCodes.Status400BadRequest
        ? null
        : new SecretMask(new SentSecrets(_put), () => Log.SecretMasked(logger, decided.DecisionId, forwarding.Upstream, (int)answer.StatusCode));
}
