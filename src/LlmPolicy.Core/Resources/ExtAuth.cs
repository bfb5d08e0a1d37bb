using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>extauth</c> of a virtual host, a route or a weighted destination: which <c>AuthConfig</c> a request has to pass, or that it need pass none.</summary>
internal sealed record ExtAuthExtension(bool Disable, ResourceRef? ConfigRef, SourcePosition Position)
{
    /// <summary>Whether nothing is said: then what the levels above say counts, as in Gloo.</summary>
    public bool IsEmpty => !Disable && ConfigRef is null;

    /// <summary>Null where nothing stands, or where it is accepted that what stands is not enforced.</summary>
    public static ExtAuthExtension? Read(ObjectReader o, string name) => o.Waived(name) ? null : o.Object(name, Read);

    private static ExtAuthExtension Read(ObjectReader o)
    {
        o.AtMostOne("disable", "configRef", "customAuth");
        o.Unenforced("customAuth");

        // A server of the cluster's own, where that is accepted, is asked nothing here; nor is who the levels above ask.
        return new((o.Boolean("disable") ?? false) || o.Has("customAuth"), o.Object("configRef", ResourceRef.Read), o.Position);
    }
}

/// <summary><c>enterprise.gloo.solo.io/v1 AuthConfig</c>: what a request has to show of who sends it.</summary>
internal sealed record AuthConfig(Metadata Metadata, IReadOnlyList<AuthMethod> Configs, Text? BooleanExpr, SourcePosition Position) : Resource(Metadata)
{
    public static AuthConfig Read(Metadata metadata, ObjectReader o)
    {
        // What becomes of redirects to a login page, of which nothing here makes one.
        o.Ignored(FieldShape.Boolean, "failOnRedirect");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.List("configs", AuthMethod.Read), o.String("booleanExpr"), o.Position);
    }
}

/// <summary><c>configs[]</c>: one way to show who one is. One of the kinds.</summary>
internal sealed record AuthMethod(Text? Name, SourcePosition Position)
{
    private static readonly string[] Kinds =
    [
        "basicAuth", "oauth", "oauth2", "apiKeyAuth", "pluginAuth", "opaAuth", "ldap", "jwt", "passThroughAuth", "hmacAuth", "opaServerAuth", "portalAuth",
    ];

    public ApiKeyAuth? ApiKey { get; private init; }

    /// <summary>Whether it asks that a token was verified by then (<c>jwt: {}</c>).</summary>
    public bool Jwt { get; private init; }

    /// <summary>Whether it is of a kind that is not carried out, which is reported.</summary>
    public bool IsUnsupported { get; private init; }

    public static AuthMethod Read(ObjectReader o)
    {
        o.AtMostOne(Kinds);
        bool unsupported = o.Unsupported("basicAuth", "oauth", "oauth2", "pluginAuth", "opaAuth", "ldap", "passThroughAuth", "hmacAuth", "opaServerAuth", "portalAuth");
        return new(o.String("name"), o.Position)
        {
            ApiKey = o.Object("apiKeyAuth", ApiKeyAuth.Read),
            Jwt = o.Object("jwt", JwtMarker.Read) is not null,
            IsUnsupported = unsupported,
        };
    }
}

/// <summary><c>jwt: {}</c>: a token that was verified before.</summary>
internal sealed record JwtMarker
{
    public static JwtMarker Read(ObjectReader o) => new();
}

/// <summary><c>apiKeyAuth</c>: a key in a header, which a Secret holds.</summary>
internal sealed record ApiKeyAuth(Text? HeaderName, ApiKeyStorage Storage, SourcePosition Position)
{
    /// <summary>Headers that are made of the other entries of the key's Secret.</summary>
    public IReadOnlyList<(Text Header, MetadataEntry Entry)> HeadersFromMetadata { get; private init; } = [];

    public ApiKeyDigest? Digest { get; private init; }

    public ApiKeyHmac? Hmac { get; private init; }

    public ApiKeyMatch? Match { get; private init; }

    public static ApiKeyAuth Read(ObjectReader o)
    {
        o.AtMostOne("k8sSecretApikeyStorage", "aerospikeApikeyStorage");
        o.AtMostOne("digest", "hmac");
        o.LastOf("headersFromMetadata", "headersFromMetadataEntry");
        o.Unsupported("aerospikeApikeyStorage");

        // What can't be sent in a header is not sent, asked for or not.
        o.Ignored(FieldShape.Boolean, "skipMetadataValidation");
        var entries = o.Map("headersFromMetadataEntry", MetadataEntry.Read);
        var former = o.Map("headersFromMetadata", MetadataEntry.Read);
        var inPlace = ApiKeyStorage.Read(o);
        return new(o.String("headerName"), o.Object("k8sSecretApikeyStorage", ApiKeyStorage.Read) ?? inPlace, o.Position)
        {
            HeadersFromMetadata = entries.Count > 0 ? entries : former,
            Digest = o.Object("digest", ApiKeyDigest.Read),
            Hmac = o.Object("hmac", ApiKeyHmac.Read),
            Match = o.Object("match", ApiKeyMatch.Read),
        };
    }
}

/// <summary><c>k8sSecretApikeyStorage</c>: the Secrets whose keys count, by label and by name.</summary>
internal sealed record ApiKeyStorage(IReadOnlyList<(Text Name, Text Value)> Labels, IReadOnlyList<ResourceRef> Refs, SourcePosition Position)
{
    public static ApiKeyStorage Read(ObjectReader o) => new(o.StringMap("labelSelector"), o.List("apiKeySecretRefs", ResourceRef.Read), o.Position);

    public bool Selects(Secret secret) => Labels.Count > 0 && Labels.All(label => secret.Metadata.Labels.GetValueOrDefault(label.Name.Value) == label.Value.Value);
}

/// <summary><c>headersFromMetadataEntry</c>: the Secret's entry that a header is made of.</summary>
internal sealed record MetadataEntry(Text Name, bool Required)
{
    public static MetadataEntry Read(ObjectReader o) => new(o.Required("name"), o.Boolean("required") ?? false);
}

/// <summary><c>digest</c>: the Secrets hold digests of keys.</summary>
internal sealed record ApiKeyDigest
{
    private static readonly Dictionary<string, ApiKeyAlgorithm> Algorithms = new() { ["ALGORITHM_UNSPECIFIED"] = ApiKeyAlgorithm.Sha256, ["SHA256"] = ApiKeyAlgorithm.Sha256 };

    public static ApiKeyDigest Read(ObjectReader o)
    {
        o.Enum("algorithm", Algorithms);
        return new();
    }
}

/// <summary><c>hmac</c>: the Secrets hold digests of keys that are made with a shared secret.</summary>
internal sealed record ApiKeyHmac(ResourceRef? SharedSecretRef, SourcePosition Position)
{
    private static readonly Dictionary<string, ApiKeyAlgorithm> Algorithms = new() { ["ALGORITHM_UNSPECIFIED"] = ApiKeyAlgorithm.Sha256, ["HMAC_SHA256"] = ApiKeyAlgorithm.Sha256 };

    public static ApiKeyHmac Read(ObjectReader o)
    {
        o.Enum("algorithm", Algorithms);
        return new(o.RequiredObject("sharedSecretRef", ResourceRef.Read), o.Position);
    }
}

/// <summary>The one algorithm that there is.</summary>
internal enum ApiKeyAlgorithm
{
    Sha256,
}

/// <summary><c>match</c>: headers that have to be what the key's Secret says.</summary>
internal sealed record ApiKeyMatch(IReadOnlyList<HeaderMatch> Headers, SourcePosition Position)
{
    public static ApiKeyMatch Read(ObjectReader o) => new(o.List("headers", HeaderMatch.Read), o.Position);
}

/// <summary><c>match.headers[]</c>: a header, and the entry of that name.</summary>
internal sealed record HeaderMatch(Text Name)
{
    public static HeaderMatch Read(ObjectReader o) => new(o.Required("name"));
}
