namespace LlmPolicy.Tests;

/// <summary>Manifests in which nothing surprises, around the part that a test is about.</summary>
internal static class Sound
{
    public const string Forward = "routeAction: {single: {upstream: {name: tls}}}";

    /// <summary>A Secret that nothing is to be said of but that any model may be asked for, by a body that a GET does not have.</summary>
    public const string Secret = "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}";

    /// <summary>A host's <c>rbac</c> with one policy.</summary>
    public const string Rbac = "rbac: {policies: {one: {principals: [{jwtPrincipal: {claims: {team: a}}}]}}}";

    private const string Others = """
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: tls}
        spec: {static: {hosts: [{addr: api.example, port: 443}]}}
        """;

    public static string Jwt { get; } = JwtOf(Provider("p"));

    public static string JwtOf(string providers, string more = "") => $"jwt: {{{more}providers: {{{providers}}}}}";

    public static string Provider(string name, string more = "audiences: [chat]") =>
        $"{name}: {{issuer: 'https://{name.TrimStart('§')}.example', jwks: {{local: {{key: '{Keys.Hmac.Jwk()}'}}}}, {more}}}";

    /// <summary>A virtual host with these routes, the Upstream <c>tls</c> and the Secret <c>key</c> beside it.</summary>
    public static string Host(string routes, string options = "{}", string beside = "") =>
        Manifest.Service("vs", "'*'", routes, options) + Others + Manifest.Secret("key", "Authorization: Bearer secret") + beside;

    /// <summary>A route on a matcher, to the Upstream <c>tls</c>.</summary>
    public static string Route(string matcher, string options = "{}") => $"- {{matchers: [{{{matcher}}}], {Forward}, options: {options}}}";

    public static string Upstream(string name, string spec) => $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: {name}}}\nspec: {spec}\n";
}
