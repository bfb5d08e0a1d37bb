namespace LlmPolicy.Tool.Explaining;

/// <summary>What a key server answers, by a file.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Document">What is in it, byte for byte.</param>
internal sealed record KeyAnswer(string File, byte[] Document);
