using LlmPolicy.Headers;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>
/// A header secret of the manifests with a header that can't be sent: whatever needs it is answered with 503. What Envoy would not load is an error of the compiler's.
/// </summary>
internal sealed class UnusableSecretRule : IAnalysisRule
{
    private const string HeaderType = "gloo.solo.io/header";

    public void Check(AnalysisContext context)
    {
        var used = context.Secrets.Select(uses => uses.First().Secret.Name).ToHashSet();
        foreach (var secret in context.Resources.OfType<Secret>().Where(s => IsMeant(s, used) && !context.Compiled.Options.Secrets.Contains(s.Name)))
        {
            foreach (var (name, value) in secret.Headers)
            {
                if (value is not null && !(used.Contains(secret.Name) && HeaderSecretRules.Refusal(name.Value, value) is not null) && HeaderSecretRules.Problem(name.Value, value) is { } problem)
                {
                    Report(secret, name, problem, context);
                }
            }
        }
    }

    /// <summary>What is Opaque and not put on anything may be a Secret for anything.</summary>
    private static bool IsMeant(Secret secret, HashSet<ResourceName> used) => secret.Type == HeaderType || (secret.IsHeaderSecret && used.Contains(secret.Name));

    /// <summary>A host starts all the same: its own sources may have a better value. Who checks the manifests is told that they don't.</summary>
    private static void Report(Secret secret, Text name, string problem, AnalysisContext context) => context.Compiled.Error(
        DiagnosticCodes.UnusableSecret,
        name.Position,
        $"The Secret {secret.Name} can't be sent: {problem}. What needs it is answered with 503.",
        HeaderSecretRules.Remedy);
}
