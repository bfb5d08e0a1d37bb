using LlmPolicy.Evaluation;
using LlmPolicy.Headers;

namespace LlmPolicy.Jwt;

/// <summary>An entry of <c>claimsToHeaders</c>, compiled.</summary>
internal sealed class ClaimHeader(ClaimPath path, string name, bool append, SourcePosition origin)
{
    private readonly HeaderChange _removal = HeaderChange.Remove(name, origin);

    public ClaimPath Path => path;

    public string Name => name;

    /// <summary>Whether the header holds claims alone: what the client sends under the name goes.</summary>
    public bool IsOwned => !append;

    /// <summary>Takes off what the client sent under this name, unless the manifest asks to add to it.</summary>
    public void RemoveSpoofed(Exchange exchange)
    {
        if (!append)
        {
            exchange.Headers.Remove(_removal);
        }
    }

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
