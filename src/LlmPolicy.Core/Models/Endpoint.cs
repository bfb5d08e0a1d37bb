namespace LlmPolicy.Models;

/// <summary>What a path says of the model: that is all, or where in the body it is said.</summary>
internal sealed record Endpoint
{
    /// <summary>The model that the path, or a session's query, names; null for none.</summary>
    public AskedModel? Model { get; private init; }

    /// <summary>Where the body says it; null if nothing in the body counts.</summary>
    public BodyForm? Body { get; private init; }

    /// <summary>Ways to a model that the path alone says.</summary>
    public UnnamedWays Ways { get; private init; }

    /// <summary>The resolution, where the path decides; null otherwise.</summary>
    public ModelResolution? Settled { get; private init; }

    public static Endpoint ModelList { get; } = Of(new ModelResolution.NoModel(NoModelKind.ModelList));

    public static Endpoint Health { get; } = Of(new ModelResolution.NoModel(NoModelKind.Health));

    public static Endpoint Stored { get; } = Of(new ModelResolution.NoModel(NoModelKind.Stored));

    public static Endpoint Of(ModelResolution settled) => new() { Settled = settled };

    public static Endpoint Ambiguous(string words) => Of(ModelResolution.Refused.Ambiguous(words));

    public static Endpoint Unknown(string words) => Of(ModelResolution.Refused.Unknown(words));

    public static Endpoint Unnamed(UnnamedWays ways) => new() { Ways = ways };

    /// <summary>The body alone says it.</summary>
    public static Endpoint InBody(BodyForm form) => new() { Body = form };

    /// <summary>A name within the path, which alone counts, or with which the body has to agree where <paramref name="form"/> says how.</summary>
    public static Endpoint InPath(PathSegments path, ModelSource source, (int Offset, int Length) span, BodyForm? form = null) =>
        PathName.Read(path.Path.AsSpan(span.Offset, span.Length)) is { } name
            ? Named(name, source, span, form)
            : Ambiguous("The model's name in the path may be read in more than one way.");

    /// <summary>A name that was read already.</summary>
    public static Endpoint Named(string name, ModelSource source, (int Offset, int Length) span, BodyForm? form = null) =>
        new() { Model = new AskedModel(name, [new ModelPlace(source, span.Offset, span.Length)]), Body = form };
}
