namespace LlmPolicy.Tool.Explaining;

/// <summary>
/// What the gateway does after the decision: it asks for the Secrets, and answers 503 where one can't be sent. Only those of the manifests are known
/// here, where the configuration has no others of their names.
/// </summary>
internal sealed class SendableSecrets(IReadOnlyDictionary<ResourceName, HeaderSecret> known)
{
    public static SendableSecrets Of(PolicyCompilation compilation, PolicyCompilerOptions options) =>
        new(compilation.Secrets.Where(secret => !options.Secrets.Contains(secret.Key)).ToDictionary());

    /// <summary>The explanation, with the end that its Secrets lead to.</summary>
    public Explained Apply(Explained explained)
    {
        foreach (HeaderChange change in explained.Forwarding?.RequestHeaders ?? [])
        {
            if (change.Secret is { } name && known.GetValueOrDefault(name)?.FindProblem() is { } problem)
            {
                return Refused(explained, name, problem, change.Origin);
            }
        }

        return explained;
    }

    private static Explained Refused(Explained explained, ResourceName secret, string problem, SourcePosition origin) => explained with
    {
        StatusCode = 503,
        Reason = ReasonCodes.SecretUnavailable,
        Position = origin,
        Forwarding = null,
        Steps =
        [
            .. explained.Steps.Where(step => step.Subject != ExplanationSubject.Decision),
            NotFitting(ExplanationSubject.Header, $"secret {secret} can't be sent: {problem}", origin),
            NotFitting(ExplanationSubject.Decision, $"answered with 503 by the gateway: {ReasonCodes.SecretUnavailable}", origin),
        ],
    };

    private static ExplanationStep NotFitting(ExplanationSubject subject, string text, SourcePosition origin) =>
        new() { Subject = subject, Result = ExplanationResult.DoesNotFit, Text = text, Position = origin };
}
