namespace LlmPolicy.Packaging.Running;

internal sealed record ReceivedRequest(string Method, string Target, string Host, IReadOnlyDictionary<string, string> Headers, string Body);
