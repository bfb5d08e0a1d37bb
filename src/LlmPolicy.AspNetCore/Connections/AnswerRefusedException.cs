namespace LlmPolicy.Connections;

/// <summary>An upstream's answer is none that Envoy's codec takes. Not an <see cref="IOException"/>: the connection is good.</summary>
internal sealed class AnswerRefusedException() : Exception("The upstream's response is not valid HTTP.");
