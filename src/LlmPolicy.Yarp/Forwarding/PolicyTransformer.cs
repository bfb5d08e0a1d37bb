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
    HttpTransformer app, Forwarding forwarding, SecretResolver secrets, ILlmPolicyFeature decided, UpstreamCall call, ILogger logger)
    : HttpTransformer
{
    private HeaderSecret[] _put = [];

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
            : await ChangeHeadersAsync(httpContext, proxyRequest, cancellationToken).ConfigureAwait(false);
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
            IncomingHeaders.Apply(httpContext.Response.Headers, call.Changes(proxyResponse));
            Mask(proxyResponse)?.Apply(httpContext, proxyResponse);
            call.EndConnectionIfUnread();
            call.CutWhereBroken();
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
            PolicyGate.MeterOf(decided)?.Watch(new UpstreamAnswer((int)answer.StatusCode, IncomingHeaders.Read(answer)));
        }
    }

    /// <summary>What takes the secrets that were sent out of a refusal; null where there is nothing to take out.</summary>
    private SecretMask? Mask(HttpResponseMessage answer) => _put.Length == 0 || !decided.Generation.Options.MaskSecrets || (int)answer.StatusCode < StatusCodes.Status400BadRequest
        ? null
        : new SecretMask(new SentSecrets(_put), () => Log.SecretMasked(logger, decided.DecisionId, forwarding.Upstream, (int)answer.StatusCode));

    private async ValueTask<Withheld?> ChangeHeadersAsync(HttpContext context, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OutgoingHeaders headers = new(context, request);
        if (!headers.TrySetHost(forwarding.Host ?? context.GetReverseProxyFeature().ProxiedDestination!.Model.Config.Host!))
        {
            return Withheld.Host;
        }

        foreach (string baggage in TracePropagator.BaggageHeaders)
        {
            headers.TryApply(HeaderChangeKind.Remove, baggage, "");
        }

        for (int i = 0; i < forwarding.OwnedHeaders.Count; i++)
        {
            headers.TryApply(HeaderChangeKind.Remove, forwarding.OwnedHeaders[i], "");
        }

        for (int i = 0; i < forwarding.RequestHeaders.Count; i++)
        {
            HeaderChange change = forwarding.RequestHeaders[i];
            if (change.Secret is not null && decided.Request.Method is "TRACE")
            {
                return Withheld.Trace;
            }

            bool applied = change.Secret is { } secret
                ? await TryAddSecretAsync(headers, change.Kind, secret, cancellationToken).ConfigureAwait(false)
                : headers.TryApply(change.Kind, change.Name, change.Value);
            if (!applied)
            {
                return change.Secret is null ? Withheld.HeaderValue(change.Name) : Withheld.Secret;
            }
        }

        if (PolicyGate.MeterOf(decided) is { } meter)
        {
            headers.CutOfferedCodings(meter.Metering);
        }

        if (decided.Generation.Options.StripUnderscoreTwins)
        {
            headers.Remove(new HeaderTwins(forwarding.OwnedHeaders.Concat(_put.SelectMany(secret => secret.Headers.Keys))));
        }

        return null;
    }

    private async ValueTask<bool> TryAddSecretAsync(
        OutgoingHeaders headers, HeaderChangeKind kind, ResourceName name, CancellationToken cancellationToken)
    {
        if (await secrets.ResolveAsync(name, decided.Generation, cancellationToken).ConfigureAwait(false) is not { Headers.Count: > 0 } secret)
        {
            return false;
        }

        _put = [.. _put, secret];
        foreach ((string header, SecretValue value) in secret.Headers)
        {
            if (!headers.TryApply(kind, header, value.Reveal()))
            {
                return false;
            }
        }

        return true;
    }
}
