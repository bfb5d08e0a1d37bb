using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A kind of Kubernetes object that has a part in the policy.</summary>
/// <param name="ApiVersion">Its <c>apiVersion</c>.</param>
/// <param name="Name">Its <c>kind</c>.</param>
/// <param name="Read">Reads one; null where it can't be used, and that is reported.</param>
internal sealed record ResourceKind(string ApiVersion, string Name, Func<ObjectReader, Resource?> Read)
{
    private const string Gateway = "gateway.solo.io/v1";
    private const string Gloo = "gloo.solo.io/v1";

    public static readonly ResourceKind Secret = new("v1", "Secret", o => Resources.Secret.Read(ReadMetadata(o), o)) { HoldsRules = false };

    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        new(Gateway, "VirtualService", WithSpec(VirtualService.Read)),
        new(Gateway, "RouteTable", WithSpec(RouteTable.Read)),
        new(Gateway, "RouteOption", WithSpec(RouteOption.Read)),
        new(Gateway, "VirtualHostOption", WithSpec(VirtualHostOption.Read)),
        new("enterprise.gloo.solo.io/v1", "AuthConfig", WithSpec(AuthConfig.Read)),
        new(Gloo, "Upstream", WithSpecOrNone(Upstream.Read, Upstream.Empty)) { HoldsRules = false },
        new(Gloo, "UpstreamGroup", WithSpec(UpstreamGroup.Read)),
        new(Gloo, "Settings", WithSpec(Settings.Read)),
        new("ratelimit.solo.io/v1alpha1", "RateLimitConfig", WithSpec(RateLimitConfig.Read)),
        Secret,
    ];

    /// <summary>A list of them, as <c>kubectl get -o yaml</c> writes it.</summary>
    public string ListName => Name + "List";

    /// <summary>Whether resources of the kind hold rules. An Upstream is an address, and a Secret a value: a decision only names them.</summary>
    public bool HoldsRules { get; init; } = true;

    /// <summary>The lists in it whose items are rules that an explanation names as <see cref="ExplanationSubject.Rule"/>; for kinds of our own.</summary>
    public IReadOnlyList<string> RuleLists { get; init; } = [];

    /// <summary>Reads the metadata and, by <paramref name="readSpec"/>, the <c>spec</c>.</summary>
    public static Func<ObjectReader, Resource?> WithSpec<T>(Func<Metadata, ObjectReader, T> readSpec)
        where T : Resource
        => o =>
        {
            o.Ignored(FieldShape.String, "apiVersion", "kind");
            o.Ignored(FieldShape.Object, "status");
            var metadata = ReadMetadata(o);
            return o.RequiredObject("spec", spec => readSpec(metadata, spec));
        };

    /// <summary>The same of a kind that may lack its <c>spec</c>.</summary>
    private static Func<ObjectReader, Resource?> WithSpecOrNone<T>(Func<Metadata, ObjectReader, T> readSpec, Func<Metadata, SourcePosition, T> without)
        where T : Resource
        => o =>
        {
            o.Ignored(FieldShape.String, "apiVersion", "kind");
            o.Ignored(FieldShape.Object, "status");
            var metadata = ReadMetadata(o);
            return o.Object("spec", spec => readSpec(metadata, spec)) ?? without(metadata, o.Position);
        };

    private static Metadata ReadMetadata(ObjectReader o) =>
        o.RequiredObject("metadata", Metadata.Read) ?? new Metadata(new ResourceName(Metadata.DefaultNamespace, ""), o.Position);
}
