namespace LlmPolicy;

/// <summary>One header line. Values are bytes: each char stands for one byte (Latin-1), as Envoy compares them.</summary>
/// <param name="Name">The name; compared without regard to case (RFC 9110, 5.1).</param>
/// <param name="Value">The value, without surrounding white space.</param>
public readonly record struct HeaderField(string Name, string Value);
