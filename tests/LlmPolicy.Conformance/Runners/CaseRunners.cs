namespace LlmPolicy.Conformance.Runners;

internal static class CaseRunners
{
    /// <exception cref="ArgumentException">No way has this name.</exception>
    public static ICaseRunner Named(string name) => name switch
    {
        "core" => new CoreRunner(() => null),
        "cache" => new CoreRunner(() => new TokenCache(100)),
        "gateway" => new GatewayRunner(),
        _ => throw new ArgumentException($"There is no way through '{name}'."),
    };
}
