using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 VirtualService</c>.</summary>
internal sealed record VirtualService(Metadata Metadata, VirtualHost? VirtualHost, SslConfig? SslConfig, SourcePosition Position) : Resource(Metadata)
{
    public static VirtualService Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.String, "displayName");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.Object("virtualHost", Resources.VirtualHost.Read), o.Object("sslConfig", Resources.SslConfig.Read), o.Position);
    }
}

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

/// <summary><c>spec.virtualHost</c>: domains, the routes tried in order, and what holds for all of them.</summary>
internal sealed record VirtualHost(
    IReadOnlyList<Text> Domains,
    IReadOnlyList<Route> Routes,
    VirtualHostOptions Options,
    IReadOnlyList<ResourceRef> OptionsRefs,
    SourcePosition Position)
{
    public static VirtualHost Read(ObjectReader o)
    {
        o.Renamed("virtualHostPlugins", "options");
        return new(
            o.Strings("domains"),
            o.List("routes", Route.Read),
            o.Object("options", VirtualHostOptions.Read) ?? VirtualHostOptions.None,
            Resources.OptionsRefs.Read(o),
            o.Position);
    }
}
