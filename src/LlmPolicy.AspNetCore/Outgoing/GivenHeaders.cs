namespace LlmPolicy.Outgoing;

/// <summary>The headers of an answer on its way to the app.</summary>
internal readonly struct GivenHeaders(HttpResponseMessage answer) : IMessageHeaders
{
    public void Remove(string name) => MessageHeaders.Remove(answer.Headers, answer.Content, name);

    public void Add(string name, string value) => MessageHeaders.Add(answer.Headers, answer.Content, name, value);
}
