using LlmPolicy.Connections;

namespace LlmPolicy.Sending;

/// <summary>Changes the headers of a request that is about to be sent as its decision says. A key is asked for at the last moment.</summary>
internal sealed class DecidedHeaders(SecretResolver secrets)
{
    /// <summary>Makes the changes.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="decided">The request that was decided on, and by which generation.</param>
    /// <param name="forwarding">The decision.</param>
    /// <param name="host">The <c>Host</c> to send.</param>
    /// <param name="metering">What is to be metered of the answer; null for nothing.</param>
    /// <param name="put">Gets the secrets that were put on.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    /// <returns>Why the request can't be sent; null if it can.</returns>
    public async ValueTask<Withheld?> ApplyAsync(
        OutgoingHeaders headers, ILlmPolicyFeature decided, Forwarding forwarding, string host, UsageMetering? metering, List<HeaderSecret> put,
        CancellationToken cancellationToken)
    {
        if (!headers.TrySetHost(host))
        {
            return Withheld.Host;
        }

        for (int i = 0; i < TracePropagator.BaggageHeaders.Length && !decided.Generation.Options.PropagateBaggage; i++)
        {
            headers.TryApply(HeaderChangeKind.Remove, TracePropagator.BaggageHeaders[i], "");
        }

        for (int i = 0; i < forwarding.OwnedHeaders.Count; i++)
        {
            headers.TryApply(HeaderChangeKind.Remove, forwarding.OwnedHeaders[i], "");
        }

        for (int i = 0; i < forwarding.RequestHeaders.Count; i++)
        {
            var change = forwarding.RequestHeaders[i];
            if (change.Secret is not null && decided.Request.Method is "TRACE")
            {
                return Withheld.Trace;
            }

            bool applied = change.Secret is { } secret
                ? await TryAddSecretAsync(headers, change, secret, decided.Generation, put, cancellationToken).ConfigureAwait(false)
                : headers.TryApply(change.Kind, change.Name, change.Value);
            if (!applied)
            {
                return change.Secret is null ? Withheld.HeaderValue(change.Name) : Withheld.Secret;
            }
        }

        if (metering is not null)
        {
            headers.CutOfferedCodings(metering);
        }

        if (decided.Generation.Options.StripUnderscoreTwins)
        {
            headers.Remove(new HeaderTwins(forwarding.OwnedHeaders.Concat(put.SelectMany(secret => secret.Headers.Keys))));
        }

        return null;
    }

    private async ValueTask<bool> TryAddSecretAsync(
        OutgoingHeaders headers, HeaderChange change, ResourceName name, PolicyGeneration generation, List<HeaderSecret> put, CancellationToken cancellationToken)
    {
        if (await secrets.ResolveAsync(name, generation, cancellationToken).ConfigureAwait(false) is not { } secret || change.HeadersOf(secret) is not { Count: > 0 } lines)
        {
            return false;
        }

        put.Add(secret with { Headers = lines });
        foreach ((string header, var value) in lines)
        {
            if (value.Reveal().Length == 0 || !headers.TryApply(change.Kind, header, value.Reveal()))
            {
                return false;
            }
        }

        return true;
    }
}
