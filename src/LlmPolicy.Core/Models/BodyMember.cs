namespace LlmPolicy.Models;

/// <summary>A member at the top of a JSON body that says something of models.</summary>
/// <param name="Name">Its name.</param>
internal sealed record BodyMember(string Name)
{
    /// <summary>In arrays: what is asked of each item.</summary>
    public const string Each = "[]";

    /// <summary>The way from the member to names; a string on the way is a name, too. Null where the member holds none.</summary>
    public IReadOnlyList<string>? Path { get; init; }

    /// <summary>Whether each item has to name a model.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Where the member leads without a name.</summary>
    public UnnamedWays Way { get; init; }

    /// <summary>Whether that counts beside a model, too.</summary>
    public bool Overrides { get; init; }

    /// <summary>Whether it counts only as an object.</summary>
    public bool IsObject { get; init; }

    /// <summary>What bodies of any kind may have: models to fall back to, tools that are models, references.</summary>
    public static IReadOnlyList<BodyMember> Common { get; } =
    [
        new("models") { Path = [Each, "model"], IsRequired = true },
        new("fallbacks") { Path = [Each, "model"], IsRequired = true },
        new("context_window_fallbacks") { Path = [Each, "model"], IsRequired = true },
        new("content_policy_fallbacks") { Path = [Each, "model"], IsRequired = true },
        new("tools") { Path = [Each, "model"] },
        new("previous_response_id") { Way = UnnamedWays.PreviousResponse },
        new("prompt") { Way = UnnamedWays.Prompt, IsObject = true },
        new("agent_id") { Way = UnnamedWays.Agent, Overrides = true },
        new("assistant_id") { Way = UnnamedWays.Assistant },
        new("agent") { Way = UnnamedWays.Agent, IsObject = true, Overrides = true },
        new("agent_reference") { Way = UnnamedWays.Agent, IsObject = true, Overrides = true },
    ];
}
