using System.Text;

namespace LlmPolicy.TestKit;

/// <summary>A request that is refused, or answered by its route, before any provider is asked, and both forms of the answer's body.</summary>
/// <param name="Name">What becomes of it.</param>
/// <param name="RequestLine">Method and target.</param>
/// <param name="Token">The caller's token; empty for none.</param>
/// <param name="Body">The body, JSON; empty for none.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Plain">Its body as Envoy has it.</param>
/// <param name="Form">Its body in the provider's form; null where it stays Envoy's.</param>
public sealed record RefusedRequestCase(string Name, string RequestLine, string Token, string Body, int Status, string Plain, string? Form)
{
    private const string Evil = """{"model":"evil"}""";

    private static readonly string[] Unsteady = ["date:", "x-llmpolicy-decision:", "content-type:", "content-length:"];

    private static readonly SigningKey Key = SigningKey.Ec();
    private static readonly string Colleague = Key.Sign("""{"iss":"company","sub":"caller","team":"research"}""");
    private static readonly string Stranger = Key.Sign("""{"iss":"company","sub":"caller","team":"sales"}""");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RefusedRequestCase> All { get; } =
    [
        new("no token", "POST /v1/chat/completions", "", Evil, 401, "Jwt is missing",
            """{"error":{"message":"Jwt is missing","type":"invalid_request_error","param":null,"code":"jwt.missing"},"message":"Jwt is missing"}"""),
        new("a bad token", "POST /v1/messages", "no.to.ken", Evil, 401, "Jwt header is an invalid JSON",
            """{"type":"error","error":{"type":"authentication_error","message":"Jwt header is an invalid JSON"}}"""),
        new("a caller whom RBAC does not allow", "POST /v1beta/models/good:generateContent", Stranger, "{}", 403, "RBAC: access denied",
            """{"error":{"code":403,"message":"RBAC: access denied","status":"PERMISSION_DENIED"}}"""),
        new("a model that is not allowed", "POST /api/chat", Colleague, Evil, 403, "Model: access denied", """{"error":"Model: access denied"}"""),
        new("a model in Amazon's path", "POST /model/evil/converse", Colleague, "{}", 403, "Model: access denied", """{"message":"Model: access denied"}"""),
        new("a body that can't be read", "POST /v1/messages", Colleague, "{", 400, "The body is not one JSON text, without a byte order mark and not too deep.",
            """{"type":"error","error":{"type":"invalid_request_error","message":"The body is not one JSON text, without a byte order mark and not too deep."}}"""),
        new("a path that is rewritten to a provider's", "POST /claude", "", Evil, 401, "Jwt is missing",
            """{"type":"error","error":{"type":"authentication_error","message":"Jwt is missing"}}"""),
        new("a question for the head alone", "HEAD /v1/models", "", "", 401, "", ""),
        new("a list of models", "GET /api/tags", "", "", 401, "Jwt is missing", """{"error":"Jwt is missing"}"""),
        new("no token where the route answers by itself", "GET /own", "", "", 401, "Jwt is missing", null),
        new("a route that answers by itself", "GET /own", Colleague, "", 403, "Not here", null),
        new("a route that redirects", "GET /moved", Colleague, "", 301, "", null),
        new("no route", "GET /none", Colleague, "", 404, "", null),
    ];

    /// <summary>The policy: an Upstream <c>default/models</c>, callers of the team <c>research</c>, models that begin with <c>good</c>.</summary>
    public static string Policy { get; } = $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: refusals, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt: {providers: {company: {issuer: company, jwks: {local: {key: '{{Key.Jwk()}}'} } } } }
              rbac: {policies: {colleagues: {principals: [{jwtPrincipal: {claims: {team: research} } }]} } }
              headerManipulation: {responseHeadersToAdd: [{header: {key: x-said, value: here} }]}
            routes:
              - matchers: [{exact: /own}]
                directResponseAction: {status: 403, body: Not here}
              - matchers: [{exact: /moved}]
                redirectAction: {pathRedirect: /elsewhere}
              - matchers: [{exact: /claude}]
                routeAction: {single: {upstream: {name: models, namespace: default} } }
                options: {prefixRewrite: /v1/messages}
              {{string.Join("\n      ", new[] { "/v1", "/api/", "/model/" }.Select(To))}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: refusals}], rules: [{models: [good*]}]}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: models, namespace: default}
        spec: {static: {hosts: [{addr: models.test, port: 80}]} }

        """;

    /// <summary>The request as bytes; the server is to hang up behind its answer.</summary>
    public byte[] Bytes()
    {
        string[] lines =
        [
            $"{RequestLine} HTTP/1.1", "Host: gateway.example.com", "Connection: close",
            .. Token.Length > 0 ? [$"Authorization: Bearer {Token}"] : Array.Empty<string>(),
            .. Body.Length > 0 ? ["Content-Type: application/json", $"Content-Length: {Body.Length}"] : Array.Empty<string>(),
        ];
        return Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n" + Body);
    }

    /// <summary>The header lines that the provider's form has beside its type.</summary>
    public IReadOnlyList<string> FormHeaders => RequestLine.StartsWith("POST /model/", StringComparison.Ordinal) ? ["x-amzn-errortype: AccessDeniedException"] : [];

    public override string ToString() => Name;

    private static string To(string prefix) => $$"""
        - {matchers: [{prefix: {{prefix}}}], routeAction: {single: {upstream: {name: models, namespace: default} } } }
        """;

    /// <summary>The answer's header lines without those that are another's in each answer, and those that speak of the body.</summary>
    public static string[] Steady(IEnumerable<string> lines) =>
    [
        .. lines.Where(line => !Unsteady.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal),
    ];
}
