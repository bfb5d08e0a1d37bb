using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>What is kept of a token that was verified: by which provider's keys, whose it is, and when it holds (in seconds; 0: no bound).</summary>
internal sealed record VerifiedToken(ReadOnlyMemory<char> Text, ProviderPolicy Provider, KeySet Keys, VerifiedCaller Caller, ulong NotBefore, ulong Expires)
{
    /// <summary>Whether the provider would accept the token again: its keys are the same ones, and the time is right.</summary>
    public bool HoldsFor(Exchange exchange) => Provider.Keys.Find(exchange) == Keys && Provider.CheckTime(NotBefore, Expires, exchange.Now) == JwtStatus.Ok;

    /// <summary>Nothing: a token is a secret.</summary>
    public override string ToString() => "";
}
