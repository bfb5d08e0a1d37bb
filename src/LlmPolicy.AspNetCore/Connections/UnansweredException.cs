namespace LlmPolicy.Connections;

/// <summary>A connection ended after a request was sent on it and before any answer. Not an <see cref="IOException"/>: those .NET's pool takes as leave to send again.</summary>
internal sealed class UnansweredException(IOException? cause) : Exception("The connection ended before an answer.", cause);
