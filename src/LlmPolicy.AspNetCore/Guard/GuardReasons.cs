namespace LlmPolicy.Guard;

/// <summary>Reasons of the host's own.</summary>
internal static class GuardReasons
{
    /// <summary>400: a middleware rewrote path or method, so that what runs is not what was decided on.</summary>
    public const string Rewritten = "target.rewritten";

    /// <summary>500: policy code threw, or asked for what this host can't supply.</summary>
    public const string Failed = "policy.failed";
}
