namespace LlmPolicy.Models;

/// <summary>Where a kind of call says its model in the body.</summary>
internal sealed record BodyForm
{
    /// <summary>The members of which one is the model; an empty one counts as absent where there are two. Default: <c>model</c>.</summary>
    public IReadOnlyList<string> Names { get; init; } = ["model"];

    /// <summary>Further members that name models. By default, lists that calls of any kind may have.</summary>
    public IReadOnlyList<BodyMember> Members { get; init; } = BodyMember.Common;

    /// <summary>Whether the body may be a form (<c>multipart/form-data</c>) in place of JSON.</summary>
    public bool TakesForms { get; init; }

    /// <summary>Whether names may be written as resources: <c>models/x</c> is <c>x</c>.</summary>
    public bool NamesResources { get; init; }

    /// <summary>What such a call leads to, whatever it names.</summary>
    public UnnamedWays Always { get; init; }

    /// <summary>What it leads to where it names nothing; by default it is refused then.</summary>
    public UnnamedWays Unnamed { get; init; }

    /// <summary>The model is the member <c>model</c>, which has to be there.</summary>
    public static BodyForm Plain { get; } = new();

    /// <summary>The same with further members.</summary>
    public BodyForm With(params BodyMember[] members) => this with { Members = [.. members, .. Members] };
}
