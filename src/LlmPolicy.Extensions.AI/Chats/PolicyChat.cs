using System.Net;
using LlmPolicy.Outgoing;
using LlmPolicy.Sending;
using Microsoft.Extensions.AI;

namespace LlmPolicy.Chats;

/// <summary>One chat that was admitted: until it is over, or an HttpClient below has carried it and answered.</summary>
internal sealed class PolicyChat : IAsyncDisposable
{
    private readonly OutgoingState _state;
    private readonly OutgoingDecisions _decisions;
    private readonly UsageDetails _used = new();
    private bool _isReported;
    private bool _isOwn;

    public PolicyChat(string route, Uri address, OutgoingState state, Forwarding forwarding, ChatOptions? options, string? model, OutgoingDecisions decisions)
    {
        (_state, _decisions) = (state, decisions);
        state.Begin(forwarding);
        Options = forwarding.Body is { } body ? ChatBody.Apply(body.Span, options) : options;
        string? sent = forwarding.Body is null ? model : Options?.ModelId;
        Pending = new PendingCall(route, address, model, model is not null && sent is not null && sent != model ? new RenamedModel(model, sent) : null, state, decisions);
    }

    /// <summary>The options as the policy changed them: another model, a lower limit.</summary>
    public ChatOptions? Options { get; }

    /// <summary>The chat as a client below sees it.</summary>
    public PendingCall Pending { get; }

    /// <summary>Whether a call below is recorded in the chat's place.</summary>
    private bool IsTaken => Pending.IsTaken && !_isOwn;

    /// <summary>The answer is there.</summary>
    public async ValueTask CompleteAsync(ChatResponse answer, CancellationToken cancellationToken)
    {
        if (await IsOwnAsync(cancellationToken).ConfigureAwait(false) && _state.Meter is { } meter)
        {
            meter.Begin(ChatAnswer.Json);
            meter.OnBytes(ChatAnswer.Write(answer));
        }

        await CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next update of a stream is there.</summary>
    public async ValueTask ReadAsync(ChatResponseUpdate update, CancellationToken cancellationToken)
    {
        if (!await IsOwnAsync(cancellationToken).ConfigureAwait(false) || _state.Meter is not { } meter)
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
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (await IsOwnAsync(cancellationToken).ConfigureAwait(false))
        {
            _state.Meter?.OnEnd();
            _state.End((int)HttpStatusCode.OK, RequestEnding.Whole);
        }
    }

    /// <summary>The inner client failed. False, so that its exception goes on unchanged.</summary>
    public bool Fails(Exception exception, CancellationToken cancellationToken)
    {
        if (!IsTaken)
        {
            if (!_isOwn && IsUnsent(exception))
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
        if (!IsTaken)
        {
            _state.End((int)HttpStatusCode.OK, RequestEnding.ClientLeft);
        }

        return default;
    }

    // What was given up may have been sent, whatever it broke inside.
    private static bool IsUnsent(Exception exception) => exception is LlmPolicyRefusedException
        || (exception is not OperationCanceledException && !ForwardingFailure.OfSending(exception, hadInterim: false).MayHaveBeenSent);

    /// <summary>
    /// Whether an answer that is there is the chat's own to charge: no call below has carried it and was answered. Where one that wasn't had taken what was reserved, it is reserved
    /// again before anybody sees the answer.
    /// </summary>
    private async ValueTask<bool> IsOwnAsync(CancellationToken cancellationToken)
    {
        if (!_isOwn && !Pending.IsAnswered)
        {
            _isOwn = true;
            _state.Carries?.Answer();
            if (Pending.IsTaken)
            {
                await _decisions.ReserveAgainAsync(_state, cancellationToken).ConfigureAwait(false);
            }
        }

        return _isOwn;
    }
}
