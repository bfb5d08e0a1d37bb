using LlmPolicy.Evaluation;
using LlmPolicy.ExtAuth;

namespace LlmPolicy.Testing.Keys;

/// <summary>A key that may be shown in the place of a Secret's.</summary>
/// <param name="Config">The AuthConfig that takes it.</param>
/// <param name="Secret">The Secret.</param>
/// <param name="Header">Where the policy looks for it.</param>
/// <param name="Key">The key.</param>
internal sealed record ShownApiKey(ResourceName Config, ResourceName Secret, string Header, string Key)
{
    private const string UsualHeader = "api-key";

    /// <summary>The keys that routes take, config by config.</summary>
    public static IEnumerable<ShownApiKey> Of(params IEnumerable<RoutePolicy> routes) => Methods(routes).SelectMany(Of);

    /// <summary>A key for each config of a route that asks for one, so that whoever shows them all passes.</summary>
    public static IEnumerable<ShownApiKey> One(RoutePolicy route) => Methods([route]).SelectMany(config => Of(config).Take(1)).DistinctBy(key => key.Header, StringComparer.OrdinalIgnoreCase);

    /// <summary>The headers in which a route looks for keys.</summary>
    public static IEnumerable<string> Headers(RoutePolicy route) => Methods([route]).Select(config => config.Method.CredentialHeader).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>A Secret's key, where the request's route looks for it, or if it does not, where another route does; null where none does.</summary>
    public static ShownApiKey? Find(CompiledPolicy policy, ResourceName secret, PolicyRequest request)
    {
        var asked = policy.Evaluate(request, PolicyFacts.None, DateTimeOffset.UnixEpoch).Route;
        return policy.Listeners.Hosts.SelectMany(host => host.Routes).OrderBy(route => route.Info == asked ? 0 : 1).SelectMany(route => Of(route)).FirstOrDefault(key => key.Secret == secret);
    }

    /// <summary>The Secrets whose keys a policy takes.</summary>
    public static IEnumerable<ResourceName> Secrets(CompiledPolicy policy) => Of(policy.Listeners.Hosts.SelectMany(host => host.Routes)).Select(key => key.Secret).Distinct();

    /// <summary>The request with the key in its header, and nothing else there.</summary>
    public PolicyRequest Send(PolicyRequest request) => Put(request, Header, Key);

    /// <summary>Whose it is, and where it is sent if not where most are.</summary>
    public override string ToString() => $"the API key of {Secret}{Where(Header)}";

    /// <summary>The request with a key that nobody has.</summary>
    public static PolicyRequest SendUnknown(PolicyRequest request, string header) => Put(request, header, "unknown");

    /// <summary>Words for a header, if it is not where most are.</summary>
    public static string Where(string header) => header.Equals(UsualHeader, StringComparison.OrdinalIgnoreCase) ? "" : $", sent in {header}";

    private static IEnumerable<(ResourceName Name, ApiKeyMethod Method)> Methods(IEnumerable<RoutePolicy> routes) => routes.SelectMany(route => route.Steps.ExtAuth).OfType<AuthStep>().Distinct()
        .SelectMany(step => step.Expression.Methods.OfType<ApiKeyMethod>().Distinct().Select(method => (step.Name, method)));

    private static IEnumerable<ShownApiKey> Of((ResourceName Name, ApiKeyMethod Method) config) => config.Method.Keys.Where(key => key.StandIn is not null)
        .Select(key => new ShownApiKey(config.Name, key.Grant.Caller!.Secret!.Value, config.Method.CredentialHeader, key.StandIn!));

    private static PolicyRequest Put(PolicyRequest request, string header, string key) =>
        request with { Headers = [.. request.Headers.Where(other => !other.Name.Equals(header, StringComparison.OrdinalIgnoreCase)), new HeaderField(header, key)] };
}
