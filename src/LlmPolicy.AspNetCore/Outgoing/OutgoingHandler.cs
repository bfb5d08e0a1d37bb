using System.Net;
using System.Text;
using LlmPolicy.Guard;

namespace LlmPolicy.Outgoing;

/// <summary>
/// The transport of an HttpClient under the policy: decides on each call, and sends it where the decision says. It is the client's innermost handler: no other of its handlers sees a
/// key, and one that sends a call again has it decided on again.
/// </summary>
internal sealed class OutgoingHandler(string route, OutgoingDecisions decisions, OutgoingSender sender) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var state = await decisions.AdmitAsync(route, request, cancellationToken).ConfigureAwait(false);
        return state.Decision switch
        {
            { Forwarding: { } forwarding } => await sender.SendAsync(state, forwarding, request, cancellationToken).ConfigureAwait(false),
            { Response: { } answer } => Answer(state, answer, request),
            _ => throw state.Refuse(GuardRefusals.Failed(state.Decision.Route)),
        };
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A call under the policy may have to wait for keys and budgets: send it asynchronously.");

    /// <summary>What the route answers by itself.</summary>
    private static HttpResponseMessage Answer(OutgoingState state, PolicyResponse answer, HttpRequestMessage asked)
    {
        HttpResponseMessage given = new((HttpStatusCode)answer.StatusCode) { RequestMessage = asked, Content = new ByteArrayContent(Encoding.Latin1.GetBytes(answer.Body)) };
        foreach ((string name, string value) in answer.Headers)
        {
            MessageHeaders.Add(given.Headers, given.Content, name, value);
        }

        given.Headers.TryAddWithoutValidation(DecisionTags.IdHeader, state.DecisionId);
        state.End(answer.StatusCode, RequestEnding.Whole);
        return given;
    }
}
