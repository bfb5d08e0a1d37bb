namespace LlmPolicy.Conformance.Runners;

internal static class CaseRunners
{
    /// <exception cref="ArgumentException">No way has this name.</exception>
    public static ICaseRunner Named(string name, DiagnosticSeverity missingReferences = DiagnosticSeverity.Error) => name switch
    {
        "core" => new CoreRunner(() => null, missingReferences),
        "cache" => new CoreRunner(() => new TokenCache(100), missingReferences),
        "gateway" => new GatewayRunner(missingReferences),
        _ => throw new ArgumentException($"There is no way through '{name}'."),
    };
}
