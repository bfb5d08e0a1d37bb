using LlmPolicy.Sending;

namespace LlmPolicy.Outgoing;

/// <summary>The headers of a call that is about to be sent.</summary>
internal sealed class CallHeaders(HttpRequestMessage message) : OutgoingHeaders(message)
{
    private readonly HttpRequestMessage _message = message;

    public override void Remove(string name) => MessageHeaders.Remove(_message.Headers, _message.Content, name);

    protected override void AddLine(string name, string value) => MessageHeaders.Add(_message.Headers, _message.Content, name, value);
}
