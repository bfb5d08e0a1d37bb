using System.Collections.Concurrent;
using System.Net;
using LlmPolicy.Bodies;
using LlmPolicy.Budgets;
using LlmPolicy.Connections;
using LlmPolicy.Guard;
using LlmPolicy.Metering;
using LlmPolicy.Sending;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Outgoing;

/// <summary>Sends a call to its Upstream as its decision says, and gives the app the answer. What the app made stays as it is: neither a key nor another address gets into it.</summary>
internal sealed class OutgoingSender(UpstreamClients clients, DecidedHeaders headers, TimeProvider time, ILogger<OutgoingSender> logger)
{
    /// <summary>What speaks of the connection, or is the sender's to say.</summary>
    private static readonly HashSet<string> NotSent = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.Upgrade, HeaderNames.Expect,
    };

    /// <summary>How often an Upstream's hosts were asked for.</summary>
    private readonly ConcurrentDictionary<ResourceName, uint> _turns = new();

    /// <summary>Sends.</summary>
    /// <param name="state">The call, admitted.</param>
    /// <param name="forwarding">How it is sent.</param>
    /// <param name="asked">The call as the app made it.</param>
    /// <param name="cancellationToken">Cancelled by the app.</param>
    /// <exception cref="LlmPolicyRefusedException">It can't be sent: a key is missing, say.</exception>
    public async Task<HttpResponseMessage> SendAsync(OutgoingState state, Forwarding forwarding, HttpRequestMessage asked, CancellationToken cancellationToken)
    {
        state.Begin(forwarding);
        List<HeaderSecret> put = [];
        var upstream = state.Generation.Policy.Upstreams.FirstOrDefault(one => one.Name == forwarding.Upstream);
        var endpoint = upstream?.Endpoints[(int)(_turns.AddOrUpdate(upstream.Name, 0, static (_, turn) => unchecked(turn + 1)) % (uint)upstream.Endpoints.Count)];
        var address = endpoint is null ? null : UpstreamTarget.Create(UpstreamHandler.AddressOf(endpoint), forwarding.Target);
        using var message = Message(state, forwarding, address);
        Withheld? withheld;
        try
        {
            withheld = endpoint is null ? Withheld.Upstream
                : address is null ? Withheld.Target
                : await headers.ApplyAsync(
                    new CallHeaders(message), state, forwarding, forwarding.Host ?? UpstreamHandler.AuthorityOf(endpoint), state.Meter?.Metering, put, cancellationToken)
                    .ConfigureAwait(false);
        }
        catch
        {
            state.NotSent();
            state.End((int)HttpStatusCode.ServiceUnavailable, RequestEnding.ClientLeft);
            throw;
        }

        if (withheld is not null)
        {
            throw state.Refuse(withheld.Instead(state.Decision, AnswerOf(withheld, forwarding)));
        }

        HttpResponseMessage? answer = null;
        UpstreamExchange exchange = new(null, static _ => false);
        CallBound bound = new(forwarding.MaxStreamDuration ?? forwarding.Timeout, time, cancellationToken);
        try
        {
            exchange.Enter();
            answer = await clients.Of(upstream!, endpoint!).SendAsync(message, bound.Token).ConfigureAwait(false);
            return Give(state, forwarding, asked, answer, new SentSecrets(put), bound);
        }
        catch (Exception e)
        {
            var failure = bound.IsOver ? ForwardingFailure.RequestTimeout : ForwardingFailure.OfSending(e, hadInterim: false);
            if (!exchange.IsBegun)
            {
                state.NotSent();
            }

            state.End(failure.StatusCode, cancellationToken.IsCancellationRequested ? RequestEnding.ClientLeft : RequestEnding.Broken);
            answer?.Dispose();
            bound.Dispose();
            if (bound.IsOver)
            {
                throw new HttpRequestException(CallBound.Words, new TimeoutException());
            }

            // What .NET's pool must not know for what it is, and the app may.
            switch (e)
            {
                case UnansweredException:
                    throw new HttpRequestException(HttpRequestError.ResponseEnded, e.Message, e);
                case AnswerRefusedException:
                    throw new HttpRequestException(HttpRequestError.InvalidResponse, e.Message, e);
                default:
                    throw;
            }
        }
    }

    private static PolicyResponse AnswerOf(Withheld withheld, Forwarding forwarding) => withheld.Response
        ?? forwarding.Respond(new UpstreamAnswer(withheld.Failure!.StatusCode, []) { Failure = withheld.Failure.Kind }, withheld.Failure.Body);

    private static HttpRequestMessage Message(OutgoingState state, Forwarding forwarding, Uri? address)
    {
        HttpRequestMessage message = new(new HttpMethod(state.Request.Method), address)
        {
            // As the gateway, and Envoy unless told otherwise.
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = forwarding.Body is { } body ? new ReadOnlyMemoryContent(body) : state.Content is { } content ? new SentContent(content) : null,
        };
        foreach ((string name, string value) in state.Request.Headers)
        {
            if (!NotSent.Contains(name))
            {
                MessageHeaders.Add(message.Headers, message.Content, name, value);
            }
        }

        return message;
    }

    private HttpResponseMessage Give(OutgoingState state, Forwarding forwarding, HttpRequestMessage asked, HttpResponseMessage answer, SentSecrets secrets, CallBound bound)
    {
        var came = new UpstreamAnswer((int)answer.StatusCode, AnswerHeaders.Read(answer))
        {
            Address = answer.RequestMessage?.RequestUri is { } sent ? $"{sent.Host}:{sent.Port}" : null,
            Duration = bound.Elapsed,
        };

        // The message that was sent has the key.
        answer.RequestMessage = asked;
        var shown = came;
        if (state.Generation.Options.MaskSecrets && secrets.Bytes.Count > 0 && answer.StatusCode >= HttpStatusCode.BadRequest)
        {
            // The policy's own headers may repeat the upstream's.
            shown = came with { Headers = secrets.Mask(came.Headers) };
            Mask(answer, came.Headers, shown.Headers, secrets, () => Log.SecretSentBack(logger, state.DecisionId, forwarding.Upstream, came.StatusCode));
        }

        ResponseStages stages = new();
        bool hasBody = asked.Method != HttpMethod.Head && answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
        if (hasBody)
        {
            Watch(stages, state, forwarding, came, answer);
        }

        answer.Content = new GivenContent(answer.Content, stages, (int)answer.StatusCode, state, bound);
        GivenHeaders given = new(answer);
        foreach (var change in forwarding.ResponseHeaders(shown))
        {
            change.ApplyTo(given);
        }

        if (state.Hold is { } hold)
        {
            BudgetHeaders.AddTo(given, hold.Demands, hold.Readings.Span, hold.At);
        }

        HeaderChange.Apply(given, HeaderChangeKind.Set, DecisionTags.IdHeader, state.DecisionId);
        state.Settle();
        if (answer.IsSuccessStatusCode)
        {
            state.Carries?.Answer();
        }

        if (!hasBody || answer.Content.Headers.ContentLength == 0)
        {
            ((GivenContent)answer.Content).End(RequestEnding.Whole);
        }

        return answer;
    }

    /// <summary>Takes the key out of a refusal: providers show the one that they refuse.</summary>
    private static void Mask(HttpResponseMessage answer, IReadOnlyList<HeaderField> came, IReadOnlyList<HeaderField> shown, SentSecrets secrets, Action found)
    {
        if (!shown.SequenceEqual(came))
        {
            found();
        }

        answer.ReasonPhrase = secrets.Mask(answer.ReasonPhrase ?? "");
        answer.Content = AnswerMask.Mask(answer.Content, secrets, found, out bool isDecoded);
        answer.Headers.Clear();
        GivenHeaders given = new(answer);
        foreach ((string name, string value) in shown)
        {
            bool isOfBytes = name.Equals(HeaderNames.ContentEncoding, StringComparison.OrdinalIgnoreCase)
                || name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) || name.Equals(HeaderNames.ETag, StringComparison.OrdinalIgnoreCase);
            if (!isDecoded || !isOfBytes)
            {
                given.Add(name, value);
            }
        }
    }

    /// <summary>Has all see the answer's body who want something of it, in the gateway's order.</summary>
    private static void Watch(ResponseStages stages, OutgoingState state, Forwarding forwarding, UpstreamAnswer came, HttpResponseMessage answer)
    {
        if (forwarding.Effects.OfType<ModelListFiltering>().FirstOrDefault() is { } list)
        {
            stages.Add(new ModelListFilter(() => came.StatusCode, list));
        }

        if (state.Meter is { } meter)
        {
            meter.Begin(came);
            stages.Add(meter);
            if (meter.Metering.IsAskedFor && AddedUsageFilter.IsFor(answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentEncoding.Count > 0))
            {
                stages.Add(new AddedUsageFilter(static () => true));
            }
        }
    }
}
