using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>principals[]</c>.</summary>
internal sealed record Principal(JwtPrincipal? JwtPrincipal, SourcePosition Position)
{
    public static Principal Read(ObjectReader o) => new(o.Object("jwtPrincipal", Resources.JwtPrincipal.Read), o.Position);
}
