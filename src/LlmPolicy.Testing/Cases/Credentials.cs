using System.Text.Json;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary>Who sends the request: claims of a token to mint, a token as it is, or neither; and an API key.</summary>
/// <param name="Claims"><c>claims</c>: signed by the provider's throw-away key.</param>
/// <param name="Token"><c>token</c>: its text, or <c>@</c> and a file; held against the manifests' own keys.</param>
/// <param name="Provider"><c>provider</c>: where there is more than one.</param>
/// <param name="ApiKey"><c>apiKey</c>: the Secret whose key is shown; by a throw-away key.</param>
internal sealed record Credentials(JsonElement? Claims, Text? Token, Text? Provider, Text? ApiKey)
{
    public static Credentials Read(ObjectReader o)
    {
        o.AtMostOne("claims", "token");
        var provider = o.String("provider");
        if (provider is not null && !o.Has("claims") && !o.Has("token"))
        {
            o.Invalid(provider.Position, "'provider' names whose token to send, but there is no token.", "Give claims or token, too.");
        }

        return new(ReadClaims(o), o.String("token"), provider, o.String("apiKey"));
    }

    private static JsonElement? ReadClaims(ObjectReader o)
    {
        switch (o.Node("claims"))
        {
            case null:
                return null;
            case MapNode map:
                return NodeJson.Read(map, o);
            case var other:
                o.Invalid(other.Position, "'claims' has to be an object.", "Write each claim as NAME: VALUE.");
                return null;
        }
    }
}
