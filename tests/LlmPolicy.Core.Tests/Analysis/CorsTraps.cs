namespace LlmPolicy.Tests;

/// <summary>LLMP207x: which sites' pages may ask.</summary>
internal static class CorsTraps
{
    private const string Site = "'https://a.example'";

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["the origin of any sandbox"] = new(DiagnosticCodes.CorsWideOrigin, Host("{allowOrigin: [§'null']}"), "null"),
        ["a pattern with an open dot"] = new(DiagnosticCodes.CorsWideOrigin, Host("{allowOriginRegex: [§'https://app.example\\.com']}"), "app.example"),
        ["a pattern with an open dot behind a class"] = new(DiagnosticCodes.CorsWideOrigin, Host("{allowOriginRegex: [§'https://[a-z.]+.example\\.com']}"), "any character"),
        ["a pattern with an open dot behind an escape"] = new(DiagnosticCodes.CorsWideOrigin, Host("{allowOriginRegex: [§'https://a\\.example.com']}"), "any character"),
        ["a pattern that fits a star"] = new(DiagnosticCodes.CorsWideOrigin, Host("{allowOriginRegex: [§'[^/]+']}"), "'*'"),
        ["a route's origin"] = new(DiagnosticCodes.CorsWideOrigin, Route("prefix: /", "{allowOrigin: [§'null']}"), "null"),
        ["an origin with a slash"] = new(DiagnosticCodes.CorsDeadOrigin, Host("{allowOrigin: [§'https://a.example/']}"), "https://a.example/"),
        ["an origin with a wildcard"] = new(DiagnosticCodes.CorsDeadOrigin, Host("{allowOrigin: [§'https://*.example']}"), "*.example"),
        ["an origin in upper case"] = new(DiagnosticCodes.CorsDeadOrigin, Host("{allowOrigin: [§'https://A.example']}"), "https://A.example"),
        ["a bare host"] = new(DiagnosticCodes.CorsDeadOrigin, Host("{allowOrigin: [§a.example]}"), "a.example"),
        ["credentials for any origin"] = new(DiagnosticCodes.CorsCredentials, Host("{allowOrigin: [§'*'], allowCredentials: true}"), "Any site"),
        ["credentials for any origin by a pattern"] = new(DiagnosticCodes.CorsCredentials, Host("{allowOriginRegex: [§'https://.*'], allowCredentials: true}"), "Any site"),
        ["credentials that a route does not take back"] = new(
            DiagnosticCodes.CorsCredentials,
            Route("prefix: /", $"§{{allowOrigin: [{Site}], allowCredentials: false}}", $"cors: {{allowOrigin: [{Site}], allowCredentials: true}}"), "host's"),
        ["a route that takes no preflight"] = new(DiagnosticCodes.CorsNoPreflight, Route("prefix: /, methods: [GET, POST]", $"§{{allowOrigin: [{Site}]}}"), "OPTIONS"),
        ["a direct response with two origins"] = new(DiagnosticCodes.CorsDirect, Direct($"cors: §{{allowOrigin: [{Site}, 'https://b.example']}}"), "one header"),
        ["a direct response whose headers are lost"] = new(
            DiagnosticCodes.CorsDirect, Direct($"cors: §{{allowOrigin: [{Site}]}}, headerManipulation: {{requestHeadersToRemove: [x-a]}}"), "lost"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["origins as browsers send them"] = Host("{allowOrigin: ['https://a.example', 'http://localhost:3000', 'https://[::1]:8443', 'chrome-extension://abcdef'], allowCredentials: true}"),
        ["any origin without credentials"] = Host("{allowOrigin: ['*']}"),
        ["a pattern for any origin without credentials"] = Host("{allowOriginRegex: ['.*']}"),
        ["patterns whose dots are escaped"] = Host("{allowOriginRegex: ['https://([a-z0-9-]+\\.)*example\\.com', 'https://.*\\.example\\.com', 'https://[a-z.]+', 'https://..?\\.example']}"),
        ["a route that takes a preflight"] = Route("prefix: /, methods: [GET, OPTIONS]", $"{{allowOrigin: [{Site}]}}"),
        ["a host's on a route that takes none"] = Sound.Host(Sound.Route("prefix: /, methods: [GET]"), $"cors: {{allowOrigin: [{Site}]}}"),
        ["a route that switches it off"] = Route("prefix: /", "{allowOrigin: ['null'], disableForRoute: true}"),
        ["a direct response with one origin"] = Direct($"cors: {{allowOrigin: [{Site}]}}"),
    };

    private static string Host(string cors) => Sound.Host(Sound.Route("prefix: /"), $"cors: {cors}");

    private static string Route(string matcher, string cors, string host = "{}") => Sound.Host(Sound.Route(matcher, $"{{cors: {cors}}}"), host);

    private static string Direct(string options) => Sound.Host($"- {{matchers: [{{prefix: /}}], directResponseAction: {{status: 200}}, options: {{{options}}}}}");
}
