using System.Diagnostics.CodeAnalysis;

namespace LlmPolicy;

/// <summary>What came of compiling manifests: a policy, or the errors that stand against it.</summary>
public sealed class PolicyCompilation
{
    /// <summary>The policy; null if any diagnostic is an error.</summary>
    public required CompiledPolicy? Policy { get; init; }

    /// <summary>Everything that was found, in the order of files and lines.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The header secrets that the manifests themselves hold.</summary>
    public required IReadOnlyDictionary<ResourceName, HeaderSecret> Secrets { get; init; }

    /// <summary>Whether there is a policy.</summary>
    [MemberNotNullWhen(true, nameof(Policy))]
    public bool Succeeded => Policy is not null;
}
