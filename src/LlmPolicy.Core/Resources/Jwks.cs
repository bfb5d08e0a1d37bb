using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>jwks</c>: keys in the manifest, or where to fetch them.</summary>
internal sealed record Jwks(LocalJwks? Local, RemoteJwksSource? Remote, SourcePosition Position)
{
    public static Jwks Read(ObjectReader o)
    {
        o.AtMostOne("local", "remote");
        return new(o.Object("local", LocalJwks.Read), o.Object("remote", RemoteJwksSource.Read), o.Position);
    }
}
