namespace LlmPolicy.Tool;

/// <summary>A command can't do what it was asked for. Its message is one line on the error stream, and the exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
