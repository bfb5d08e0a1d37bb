using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Tokens;

/// <summary>
/// Whoever may accept a token. The token is sent through a policy that asks for nothing but one of this provider's, so that it is held
/// to the very rules of requests.
/// </summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Rules">Its fields, as <c>jwt.providers.NAME</c> has them.</param>
/// <param name="Position">Where it stands; null for a key of the command line.</param>
internal sealed record TokenProvider(string Name, object Rules, SourcePosition? Position)
{
    private static readonly ResourceName Upstream = new("default", "anywhere");

    /// <summary>A provider that asks for a key and nothing else.</summary>
    public static TokenProvider OfKey(string key) => new("--key", new { Jwks = new { Local = new { Key = key } } }, null);

    /// <exception cref="UsageException">The keys can't be read.</exception>
    public TokenVerdict Verify(string token, DateTimeOffset now, PolicyCompilerOptions options)
    {
        PolicyCompilation compilation = PolicyCompiler.Compile([new ManifestFile("(provider)", Manifest())], new PolicyCompilerOptions
        {
            Upstreams = new Dictionary<ResourceName, Uri> { [Upstream] = new("http://localhost") },
            LaxRules = options.LaxRules,
            Ed25519 = options.Ed25519,
        });
        if (compilation.Policy is not { } policy)
        {
            throw new UsageException(compilation.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).Message);
        }

        PolicyDecision decision = policy.Evaluate(
            new PolicyRequest { Method = "GET", Target = "/", Authority = "localhost", Headers = [new("authorization", $"Bearer {token}")] }, PolicyFacts.None, now);
        return decision.Outcome == PolicyOutcome.Forward
            ? new TokenVerdict(Name, true, null, null, Position)
            : new TokenVerdict(Name, false, decision.Reason, decision.Response?.Body, Position);
    }

    /// <summary>JSON is YAML.</summary>
    private string Manifest() => ToolJson.Of(
        new
        {
            ApiVersion = "gateway.solo.io/v1",
            Kind = "VirtualService",
            Metadata = new { Name = "token" },
            Spec = new
            {
                VirtualHost = new
                {
                    Options = new { Jwt = new { Providers = new Dictionary<string, object> { [Name] = Rules } } },
                    Routes = new[]
                    {
                        new
                        {
                            Matchers = new[] { new { Prefix = "/" } },
                            RouteAction = new { Single = new { Upstream = new { Upstream.Name, Upstream.Namespace } } },
                        },
                    },
                },
            },
        });
}
