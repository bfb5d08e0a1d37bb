namespace LlmPolicy.Keys;

/// <summary>What came of asking a key server: its document, or the problem in words that hold nothing of it.</summary>
internal readonly record struct KeyFetch(byte[]? Document, string? Problem);
