namespace LlmPolicy.Assurance.Properties;

/// <summary>Where a provider looks for its tokens.</summary>
internal enum Place
{
    /// <summary><c>Authorization: Bearer</c> and <c>?access_token=</c>.</summary>
    Usual,

    /// <summary>A header of its own, without a prefix.</summary>
    Header,

    /// <summary>A header of its own, behind a prefix.</summary>
    Prefixed,

    /// <summary>A query parameter of its own.</summary>
    Query,
}

/// <summary>How a key is written.</summary>
internal enum KeyForm
{
    Jwk,
    JwkWithAlg,
    JwkWithKid,
    JwkWithBoth,
    Set,
    SetOfMany,

    /// <summary>Both keys of the algorithm, each by its <c>kid</c>.</summary>
    SetOfTwo,
    Pem,

    /// <summary>A key server's set (<c>jwks.remote</c>).</summary>
    Remote,
}

/// <summary>A provider of tokens.</summary>
internal sealed record ProviderShape(string Name, string Algorithm, int Key, KeyForm Form, string? Issuer, IReadOnlyList<string> Audiences, long Skew, Place Place, bool KeepsToken)
{
    /// <summary>The <c>kid</c> of its key, where that has one.</summary>
    public const string KeyId = "k1";

    /// <summary>That of the other one in its set.</summary>
    public const string OtherKeyId = "k2";

    private static readonly SigningKey Stranger = SigningKey.Hmac();

    private bool HasPem => Algorithm is "RS256" or "EdDSA" || Algorithm.StartsWith("ES", StringComparison.Ordinal);

    /// <summary>Whether its key says which <c>alg</c> it is for.</summary>
    public bool NamesAlgorithm => Form is KeyForm.JwkWithAlg or KeyForm.JwkWithBoth or KeyForm.SetOfMany or KeyForm.Pem;

    /// <summary>Whether its key has a <c>kid</c>.</summary>
    public bool NamesKeyId => Form is KeyForm.JwkWithKid or KeyForm.JwkWithBoth or KeyForm.SetOfMany or KeyForm.SetOfTwo;

    /// <summary>The keys whose tokens are good, each by its index and <c>kid</c>.</summary>
    public IEnumerable<(int Key, string? KeyId)> Keys => Form == KeyForm.SetOfTwo ? [(Key, KeyId), (1 - Key, OtherKeyId)] : [(Key, NamesKeyId ? KeyId : null)];

    public SigningKey SigningKey => KeyRing.Of(Algorithm, Key);

    /// <summary>The key's text in the manifest.</summary>
    public string KeyText
    {
        get
        {
            string alg = $"\"alg\":\"{Algorithm}\"", kid = $"\"kid\":\"{KeyId}\"";
            return Form switch
            {
                KeyForm.Jwk => SigningKey.Jwk(),
                KeyForm.JwkWithKid => SigningKey.Jwk(kid),
                KeyForm.JwkWithBoth => SigningKey.Jwk(kid, alg, "\"use\":\"sig\""),
                KeyForm.Set or KeyForm.Remote => $$"""{"keys":[{{SigningKey.Jwk()}}]}""",
                KeyForm.SetOfTwo => $$"""{"keys":[{{SigningKey.Jwk(kid)}},{{KeyRing.Of(Algorithm, 1 - Key).Jwk($"\"kid\":\"{OtherKeyId}\"")}}]}""",
                KeyForm.SetOfMany => $$"""{"keys":[{{Stranger.Jwk("\"kid\":\"k2\"")}},{"kty":"unknown"},{{SigningKey.Jwk(kid, alg)}}]}""",
                KeyForm.Pem when HasPem => SigningKey.PublicKey,
                _ => SigningKey.Jwk(alg),
            };
        }
    }

    public JsonTree ToJson() => new JsonTree.Object(
    [
        .. Issuer is null ? Array.Empty<(string, JsonTree)>() : [("issuer", Issuer)],
        .. Audiences.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("audiences", new JsonTree.List([.. Audiences.Select(a => (JsonTree)a)]))],
        .. Skew == 0 ? Array.Empty<(string, JsonTree)>() : [("clockSkewSeconds", Skew)],
        .. Place == Place.Usual ? Array.Empty<(string, JsonTree)>() : [("tokenSource", Source)],
        ("keepToken", KeepsToken),
        ("claimsToHeaders", new JsonTree.List(new JsonTree.Object(("claim", "team"), ("header", "x-team")), new JsonTree.Object(("claim", "org.level"), ("header", "X-Level")))),
        ("jwks", Form == KeyForm.Remote
            ? new JsonTree.Object(("remote", new JsonTree.Object(("url", "https://keys.test/"))))
            : new JsonTree.Object(("local", new JsonTree.Object(("key", KeyText))))),
    ]);

    private JsonTree Source => Place switch
    {
        Place.Header => new JsonTree.Object(("headers", new JsonTree.List(new JsonTree.Object(("header", "x-jwt"))))),
        Place.Prefixed => new JsonTree.Object(("headers", new JsonTree.List(new JsonTree.Object(("header", "X-Token"), ("prefix", "JWT "))))),
        _ => new JsonTree.Object(("queryParams", new JsonTree.List("t"))),
    };

    public override string ToString() => ToJson().ToString();
}

/// <summary>A principal: a provider, if it names one, and claims that all have to match.</summary>
internal sealed record PrincipalShape(string? Provider, string Matcher, IReadOnlyList<(string Claim, string Value)> Claims)
{
    public JsonTree ToJson() => new JsonTree.Object(("jwtPrincipal", new JsonTree.Object(
    [
        .. Provider is null ? Array.Empty<(string, JsonTree)>() : [("provider", Provider)],
        ("matcher", Matcher),
        ("claims", new JsonTree.Object([.. Claims.Select(c => (c.Claim, (JsonTree)c.Value))])),
    ])));
}

/// <summary>A policy of <c>rbac</c>.</summary>
internal sealed record RuleShape(string? PathPrefix, IReadOnlyList<string> Methods, string? Delimiter, IReadOnlyList<PrincipalShape> Principals)
{
    public JsonTree ToJson() => new JsonTree.Object(
    [
        .. PathPrefix is null && Methods.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("permissions", new JsonTree.Object(
        [
            .. PathPrefix is null ? Array.Empty<(string, JsonTree)>() : [("pathPrefix", PathPrefix)],
            .. Methods.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("methods", new JsonTree.List([.. Methods.Select(m => (JsonTree)m)]))],
        ]))],
        .. Delimiter is null ? Array.Empty<(string, JsonTree)>() : [("nestedClaimDelimiter", Delimiter)],
        ("principals", new JsonTree.List([.. Principals.Select(p => p.ToJson())])),
    ]);

    public override string ToString() => ToJson().ToString();
}

/// <summary>Manifests as they are meant: providers of tokens, and who of their callers may go where.</summary>
/// <param name="Providers">Whose tokens are good, in the order in which they are asked.</param>
/// <param name="Tolerance">The <c>validationPolicy</c>; null for the usual one.</param>
/// <param name="Stage">The field that asks for tokens; <see cref="Both"/>: the first provider in the early stage, the others in the late one.</param>
/// <param name="Rules">The host's <c>rbac</c>; null for none.</param>
/// <param name="OwnRules">That of the route <c>/own</c>, in the place of the host's; null for none of its own.</param>
internal sealed record PolicyShape(IReadOnlyList<ProviderShape> Providers, string? Tolerance, string Stage, IReadOnlyList<RuleShape>? Rules, IReadOnlyList<RuleShape>? OwnRules)
{
    public const string Up = "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: up, namespace: default}\nspec: {static: {hosts: [{addr: up.test, port: 80}]}}\n";

    /// <summary>The <see cref="Stage"/> of a policy that has both.</summary>
    public const string Both = "both";

    /// <summary>The route's prefix that has rules of its own.</summary>
    public const string Own = "/own";

    /// <summary>The path that asks nobody for anything.</summary>
    public const string Free = "/free";

    /// <summary>The rules that count for a path.</summary>
    public IReadOnlyList<RuleShape>? RulesAt(string path) => path.StartsWith(Own, StringComparison.Ordinal) ? OwnRules ?? Rules : Rules;

    public CompiledPolicy Compile(PolicyCompilerOptions? options = null) => Compile(Manifest(), options ?? KeyRing.Options);

    /// <summary>A route's way to <see cref="Up"/>.</summary>
    public const string ToUp = "routeAction: {single: {upstream: {name: up, namespace: default}}}";

    /// <summary>A service for all hosts.</summary>
    /// <param name="options">The options of its host, as YAML or JSON.</param>
    /// <param name="routes">Its routes, the same.</param>
    public static string OneHost(string options, params string[] routes) =>
        $"apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {{name: vs, namespace: default}}\nspec: {{virtualHost: {{domains: ['*'], options: {options}, routes: [{string.Join(", ", routes)}]}}}}";

    /// <summary>The same with one route, to <see cref="Up"/>.</summary>
    public static string OneRoute(string options) => OneHost(options, $"{{{ToUp}}}");

    /// <summary>The same, for callers with a token by a key.</summary>
    public static string OneRoute(SigningKey key) => OneRoute($"{{jwt: {{providers: {{one: {{jwks: {{local: {{key: '{key.Jwk()}'}}}}}}}}}}}}");

    public static CompiledPolicy Compile(string manifest, PolicyCompilerOptions options)
    {
        var compilation = PolicyCompiler.Compile([new ManifestFile("policy.yaml", manifest)], options);
        return compilation.Policy ?? throw new InvalidOperationException(string.Join('\n', compilation.Diagnostics));
    }

    /// <summary>The VirtualService and its Upstream.</summary>
    public string Manifest(string name = "vs", string domain = "*") => $"{Service(name, domain)}\n---\n{Up}";

    /// <summary>The VirtualService alone.</summary>
    public string Service(string name, string domain) => new JsonTree.Object(
        ("apiVersion", "gateway.solo.io/v1"),
        ("kind", "VirtualService"),
        ("metadata", new JsonTree.Object(("name", name), ("namespace", "default"))),
        ("spec", new JsonTree.Object(("virtualHost", new JsonTree.Object(
            ("domains", new JsonTree.List(domain)),
            ("options", new JsonTree.Object([.. Tokens(), .. RulesOf(Rules)])),
            ("routes", new JsonTree.List(
                Route("exact", Free, [Stage == "jwt" ? ("jwt", Disabled) : ("jwtStaged", Unasked()), ("rbac", Disabled)]),
                Route("prefix", Own, RulesOf(OwnRules)),
                Route("prefix", "/", []))))))))
        .ToString();

    private static readonly JsonTree Disabled = new JsonTree.Object(("disable", true));

    private (string, JsonTree)[] Tokens() => Stage switch
    {
        "jwt" => [("jwt", Tokens(Providers))],
        Both => [("jwtStaged", new JsonTree.Object(("beforeExtAuth", Tokens([Providers[0]])), ("afterExtAuth", Tokens([.. Providers.Skip(1)]))))],
        _ => [("jwtStaged", new JsonTree.Object((Stage, Tokens(Providers))))],
    };

    private JsonTree.Object Tokens(IReadOnlyList<ProviderShape> providers) => new(
    [
        .. Tolerance is null ? Array.Empty<(string, JsonTree)>() : [("validationPolicy", Tolerance)],
        ("providers", new JsonTree.Object([.. providers.Select(p => (p.Name, p.ToJson()))])),
    ]);

    private JsonTree.Object Unasked() => Stage == Both ? new(("beforeExtAuth", Disabled), ("afterExtAuth", Disabled)) : new((Stage, Disabled));

    /// <summary>Policies of a name each, in the order in which they are asked.</summary>
    private static (string, JsonTree)[] RulesOf(IReadOnlyList<RuleShape>? rules) =>
        rules is null ? [] : [("rbac", new JsonTree.Object(("policies", new JsonTree.Object([.. rules.Select((rule, i) => ($"r{i:d3}", rule.ToJson()))]))))];

    private static JsonTree.Object Route(string matcher, string path, (string, JsonTree)[] options) => new JsonTree.Object(
        ("matchers", new JsonTree.List(new JsonTree.Object((matcher, path)))),
        ("routeAction", new JsonTree.Object(("single", new JsonTree.Object(("upstream", new JsonTree.Object(("name", "up"), ("namespace", "default"))))))),
        ("options", new JsonTree.Object(options)));

    public override string ToString() => Manifest();
}
