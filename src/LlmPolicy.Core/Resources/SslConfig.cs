using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>sslConfig</c> of a VirtualService: it answers on TLS alone. Certificates are the server's business.</summary>
internal sealed record SslConfig(SourcePosition Position)
{
    public static SslConfig Read(ObjectReader o)
    {
        o.Ignored(
            "secretRef", "sslFiles", "sds", "alpnProtocols", "parameters", "disableTlsSessionResumption", "ocspStaplePolicy",
            "transportSocketConnectTimeout");

        // Who may connect: a guard, and not one of ours.
        o.Unenforced("sniDomains", "verifySubjectAltName", "oneWayTls");
        return new(o.Position);
    }
}
