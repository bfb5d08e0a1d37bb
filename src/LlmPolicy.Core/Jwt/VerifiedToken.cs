using LlmPolicy.Evaluation;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>What is kept of a token that was verified: by which provider's keys, whose it is, and when it holds (in seconds; 0: no bound).</summary>
/// <param name="Text">The token: a string of its own, which keeps no header line alive.</param>
/// <param name="Provider">The provider that accepted it.</param>
/// <param name="Keys">The provider's keys then.</param>
/// <param name="Caller">Whose it is.</param>
/// <param name="NotBefore"><c>nbf</c>.</param>
/// <param name="Expires"><c>exp</c>.</param>
internal sealed record VerifiedToken(string Text, ProviderPolicy Provider, KeySet Keys, VerifiedCaller Caller, ulong NotBefore, ulong Expires)
{
    /// <summary>The objects, the entry, and what is noted of the caller at eight routes of some dozen policies each.</summary>
    private const int Overhead = 1024;

    /// <summary>The memory that it takes at the most, in bytes, once an app has read its claims.</summary>
    public int Bytes { get; } = Overhead + (sizeof(char) * Text.Length) + Caller.Payload.Length + ClaimsBytes(Caller.Payload);

    /// <summary>Whether the provider would accept the token again: its keys are the same ones, and the time is right.</summary>
    public bool HoldsFor(Exchange exchange) => Provider.Keys.Find(exchange) == Keys && Provider.CheckTime(NotBefore, Expires, exchange.Now) == JwtStatus.Ok;

    /// <summary>Nothing: a token is a secret.</summary>
    public override string ToString() => "";

    /// <summary>A JsonDocument has the text once more, and 12 bytes for each name, value, beginning and end.</summary>
    private static int ClaimsBytes(ReadOnlySpan<byte> json)
    {
        int openings = json.Count((byte)'{') + json.Count((byte)'[');
        return json.Length + (12 * (1 + json.Count((byte)',') + json.Count((byte)':') + (2 * openings)));
    }
}
