namespace LlmPolicy.Files;

/// <summary>What was read of a file.</summary>
/// <param name="Bytes">Its contents.</param>
/// <param name="Written">When it was last written to, by the file system's clock.</param>
/// <param name="Whole">Whether nothing was written while it was read.</param>
internal sealed record FileReading(byte[] Bytes, DateTime Written, bool Whole);
