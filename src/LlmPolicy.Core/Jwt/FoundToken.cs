namespace LlmPolicy.Jwt;

/// <summary>A token, not read yet, and where it was found.</summary>
internal readonly record struct FoundToken(ITokenLocation Location, ReadOnlyMemory<char> Text);
