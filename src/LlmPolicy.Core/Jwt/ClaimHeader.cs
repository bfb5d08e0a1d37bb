using System.Text.Json;
using LlmPolicy.Evaluation;
using LlmPolicy.Headers;

namespace LlmPolicy.Jwt;

/// <summary>An entry of <c>claimsToHeaders</c>, compiled.</summary>
internal sealed class ClaimHeader(string[] path, string name, bool append, SourcePosition origin)
{
    public IReadOnlyList<string> Path => path;

    public string Name => name;

    /// <summary>Takes off what the client sent under this name, unless the manifest asks to add to it.</summary>
    public void RemoveSpoofed(Exchange exchange)
    {
        if (!append)
        {
            exchange.Headers.Remove(name, origin);
        }
    }

    public void Put(Exchange exchange, JsonElement claims)
    {
        if (ClaimPath.Find(claims, path) is not { } claim || ClaimText.Of(claim) is not { Length: > 0 } value)
        {
            return;
        }

        if (!HeaderSyntax.IsValue(value))
        {
            exchange.Object(HeaderLevel.UnusableValue(name.ToLowerInvariant(), origin));
            return;
        }

        exchange.Headers.Append(name, value.Trim(' ', '\t'), origin);
    }
}
