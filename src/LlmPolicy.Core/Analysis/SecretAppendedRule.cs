using LlmPolicy.Headers;

namespace LlmPolicy.Analysis;

/// <summary>A <c>headerSecretRef</c> that appends, as it does by default: what the caller sent under the same name stays.</summary>
internal sealed class SecretAppendedRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Secrets.Select(uses => uses.First()).Where(Keeps))
        {
            context.Warn(
                DiagnosticCodes.SecretAppended, use.Addition.Origin,
                $"The Secret {use.Secret.Name} is appended: a caller's own {Header(use.Secret)} stays, and both are sent.", "Add append: false.");
        }
    }

    /// <summary>A level removes before it adds. Where nobody here knows the Secret's headers, any removal may be theirs.</summary>
    private static bool Keeps(SecretUse use) =>
        use.Addition.Kind == HeaderChangeKind.Append
        && (use.Secret.Headers is { } names
            ? names.Except(use.Level.Removals.Select(r => r.Name), StringComparer.OrdinalIgnoreCase).Any()
            : use.Level.Removals.Count == 0);

    private static string Header(SecretReference secret) => secret.Headers is { Count: > 0 } names ? names.Order(StringComparer.Ordinal).First() : "Authorization";
}
