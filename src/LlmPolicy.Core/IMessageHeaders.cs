namespace LlmPolicy;

/// <summary>A message's headers where a host has them, for <see cref="HeaderChange"/> to change. Names are compared without regard to case (RFC 9110).</summary>
public interface IMessageHeaders
{
    /// <summary>Removes every line of a name.</summary>
    /// <param name="name">The header's name.</param>
    void Remove(string name);

    /// <summary>Adds a line behind those that are there.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The value, bytes as Latin-1.</param>
    void Add(string name, string value);
}
