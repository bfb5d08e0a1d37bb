using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>sslConfig</c> of a VirtualService: it answers on TLS alone. Certificates are the server's business.</summary>
internal sealed record SslConfig(ResourceRef? SecretRef, SourcePosition Position)
{
    public static SslConfig Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "sds", "parameters");
        o.Ignored(FieldShape.Strings, "alpnProtocols");
        o.Ignored(FieldShape.Boolean, "disableTlsSessionResumption");
        o.Ignored(FieldShape.Enum, "ocspStaplePolicy");
        o.Ignored(FieldShape.Duration, "transportSocketConnectTimeout");

        // Who may connect: a guard, and not one of ours.
        o.Unenforced(OffSwitch.Empty, "sniDomains", "verifySubjectAltName");
        if (o.Boolean("oneWayTls") is false)
        {
            o.Unenforced("oneWayTls");
        }

        o.Object("sslFiles", CheckFiles);
        return new(o.Object("secretRef", ResourceRef.Read), o.Position);
    }

    private static ObjectReader CheckFiles(ObjectReader o)
    {
        o.Ignored(FieldShape.String, "tlsCert", "tlsKey", "ocspStaple");

        // Clients have to show a certificate that it signed.
        o.Unenforced("rootCa");
        return o;
    }
}
