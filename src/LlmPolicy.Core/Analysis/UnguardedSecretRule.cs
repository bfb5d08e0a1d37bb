namespace LlmPolicy.Analysis;

/// <summary>A Secret on a route that asks for neither a token nor a claim nor a key.</summary>
internal sealed class UnguardedSecretRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var uses in context.Secrets)
        {
            List<RouteInfo> open = [.. uses.Where(u => !u.IsGuarded).Select(u => u.Policy.Info).Distinct()];
            if (open.Count > 0)
            {
                context.Warn(
                    DiagnosticCodes.UnguardedSecret, uses.Key, $"Anyone may call with the Secret {uses.First().Secret.Name}: no token and no key is asked for by {Named.Routes(open)}.",
                    "Add jwt or extauth to the virtual host, or jwtProvidersStaged to the route.");
            }
        }
    }
}
