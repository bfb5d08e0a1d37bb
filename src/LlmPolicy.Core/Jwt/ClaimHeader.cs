using LlmPolicy.Exchanges;
using LlmPolicy.Headers;
using LlmPolicy.Http;
using LlmPolicy.Json;

namespace LlmPolicy.Jwt;

/// <summary>An entry of <c>claimsToHeaders</c>, compiled.</summary>
internal sealed class ClaimHeader(ClaimPath path, string name, bool append, SourcePosition origin)
{
    public ClaimPath Path => path;

    public string Name => name;

    /// <summary>Whether the claim is added to what the client sent under the name, which then stays.</summary>
    public bool Appends => append;

    public SourcePosition Origin => origin;

    public void Put(Exchange exchange, VerifiedCaller caller)
    {
        if (path.Find(caller.Payload) is not { } claim || ClaimText.Of(claim) is not { Length: > 0 } value)
        {
            return;
        }

        if (!HeaderSyntax.IsValue(value))
        {
            exchange.Object(HeaderLevel.UnusableValue(name.ToLowerInvariant(), origin));
            return;
        }

        exchange.Headers.Add(HeaderChange.Append(name, value.Trim(' ', '\t'), origin));
    }
}
