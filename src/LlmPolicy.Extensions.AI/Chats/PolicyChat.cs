using System.Net;
using LlmPolicy.Outgoing;
using LlmPolicy.Sending;
using Microsoft.Extensions.AI;

namespace LlmPolicy.Chats;

/// <summary>One chat that was admitted: until it is over, or an HttpClient below has taken it over.</summary>
internal sealed class PolicyChat : IAsyncDisposable
{
    private readonly OutgoingState _state;
    private readonly UsageDetails _used = new();
    private bool _isReported;

    public PolicyChat(string route, OutgoingState state, Forwarding forwarding, ChatOptions? options, string? model, OutgoingDecisions decisions)
    {
        _state = state;
        state.Begin(forwarding);
        Options = forwarding.Body is { } body ? ChatBody.Apply(body.Span, options) : options;
        string? sent = forwarding.Body is null ? model : Options?.ModelId;
        Pending = new PendingCall(route, () => decisions.GiveBackAsync(state), model is not null && sent is not null && sent != model ? new RenamedModel(model, sent) : null);
    }

    /// <summary>The options as the policy changed them: another model, a lower limit.</summary>
    public ChatOptions? Options { get; }

    /// <summary>The call as a client below sees it.</summary>
    public PendingCall Pending { get; }

    /// <summary>The answer is there.</summary>
    public void Complete(ChatResponse answer)
    {
        if (!Pending.IsTaken && _state.Meter is { } meter)
        {
            meter.Begin(ChatAnswer.Json);
            meter.OnBytes(ChatAnswer.Write(answer));
        }

        Complete();
    }

    /// <summary>The next update of a stream is there.</summary>
    public void Read(ChatResponseUpdate update)
    {
        if (Pending.IsTaken || _state.Meter is not { } meter)
        {
            return;
        }

        foreach (var usage in update.Contents.OfType<UsageContent>())
        {
            _isReported = true;
            _used.Add(usage.Details);
        }

        meter.Begin(ChatAnswer.Events);
        meter.OnBytes(ChatAnswer.Write(update, _isReported ? _used : null));
    }

    /// <summary>All of the answer was there.</summary>
    public void Complete()
    {
        if (!Pending.IsTaken)
        {
            _state.Meter?.OnEnd();
            _state.End((int)HttpStatusCode.OK, RequestEnding.Whole);
        }
    }

    /// <summary>The inner client failed. False, so that its exception goes on unchanged.</summary>
    public bool Fails(Exception exception, CancellationToken cancellationToken)
    {
        if (!Pending.IsTaken)
        {
            if (exception is LlmPolicyRefusedException || !ForwardingFailure.OfSending(exception, hadInterim: false).MayHaveBeenSent)
            {
                _state.NotSent();
            }

            _state.End((int)HttpStatusCode.BadGateway, cancellationToken.IsCancellationRequested ? RequestEnding.ClientLeft : RequestEnding.Broken);
        }

        return false;
    }

    /// <summary>Whoever read the stream has left it; nothing more happens where it is over.</summary>
    public ValueTask DisposeAsync()
    {
        if (!Pending.IsTaken)
        {
            _state.End((int)HttpStatusCode.OK, RequestEnding.ClientLeft);
        }

        return default;
    }
}
