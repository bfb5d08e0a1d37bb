using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class ExplainTests : IDisposable
{
    private const string Url = "http://localhost/huggingface-gloo-gw";

    private const string Allowed = """{"llms": {"huggingface": ["hugging-face-latest"]}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_labs_token_goes_upstream_and_the_answer_names_upstream_secret_and_each_header()
    {
        using JsonDocument json = Json("explain", Lab.Policies, "--method", "POST", "--url", Url, "--token", "@" + Path.Combine(Lab.Sample, "lab-token.txt"));

        JsonElement root = json.RootElement;
        root.GetProperty("outcome").GetString().ShouldBe("forward");
        root.GetProperty("reason").GetString().ShouldBe("forwarded");
        root.GetProperty("route").GetString().ShouldBe("default/ai-services-vs:routes[0]");
        root.GetProperty("upstream").GetString().ShouldBe("default/huggingface-upstream");
        root.GetProperty("path").GetString().ShouldBe("/models/openai-community/gpt2");
        root.GetProperty("headers").EnumerateArray().Select(h => $"{h.GetProperty("change")} {(h.TryGetProperty("secret", out var s) ? s : h.GetProperty("name"))}")
            .ShouldBe(["remove authorization", "set Content-Type", "append default/hftoken"]);
        root.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(10);
        root.TryGetProperty("status", out _).ShouldBeFalse();
    }

    [Fact]
    public void Claims_are_explained_without_a_token_of_the_provider()
    {
        using JsonDocument json = Json("explain", Lab.Policies, "--url", Url, "--claims", Allowed);

        json.RootElement.GetProperty("reason").GetString().ShouldBe("forwarded");
    }

    [Fact]
    public void A_refusal_has_status_and_reason_and_exit_code_0()
    {
        var run = Running.Tool.Run("explain", Lab.Policies, "--url", Url, "-o", "json");

        run.ExitCode.ShouldBe(0);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("outcome").GetString().ShouldBe("respond");
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(401);
        json.RootElement.GetProperty("reason").GetString().ShouldBe("jwt.missing");
        json.RootElement.GetProperty("position").GetProperty("line").GetInt32().ShouldBe(12);
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "forwarded")]
    [InlineData("2026-01-31T12:02:00Z", "jwt.expired")]
    public void The_clock_can_be_set(string now, string reason)
    {
        long expires = new DateTimeOffset(2026, 1, 31, 12, 0, 30, TimeSpan.Zero).ToUnixTimeSeconds();

        Running.Tool.Run("explain", Lab.Policies, "--url", Url, "--now", now, "--claims", $$"""{"exp": {{expires}}, "llms": {"huggingface": ["hugging-face-latest"]} }""")
            .Output.Split('\n')[0].ShouldContain(reason);
    }

    [Fact]
    public void Values_are_shown_only_if_asked_for()
    {
        string[] args = ["explain", Lab.Policies, "--url", Url, "--claims", """{"llms": {"huggingface": "sesame"}}"""];

        Running.Tool.Run(args).Output.ShouldNotContain("sesame");
        Running.Tool.Run([.. args, "--show-values"]).Output.ShouldContain("found string \"sesame\"");
    }

    [Fact]
    public void Headers_and_method_pick_the_route()
    {
        string manifest = _folder.Write("vs.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec:
              virtualHost:
                routes:
                  - matchers: [{prefix: /, methods: [PUT], headers: [{name: x-team, value: red}]}]
                    directResponseAction: {status: 202}
            """);

        Running.Tool.Run("explain", manifest, "-X", "PUT", "-H", "X-Team: red", "--url", "/a").Output.ShouldStartWith("202 route.direct_response");
        Running.Tool.Run("explain", manifest, "-X", "PUT", "-H", "X-Team: blue", "--url", "/a").Output.ShouldContain("header x-team = red does not hold");
    }

    [Fact]
    public void A_body_says_the_model_and_where_it_is_missing_that_is_said()
    {
        string policy = _folder.Write("models.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec: {virtualHost: {routes: [{routeAction: {single: {upstream: {name: up}}}}]}}
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: models}
            spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{name: all, models: [small]}]}
            """);
        string file = _folder.Write("body.json", """{"model":"small"}""");

        var given = Running.Tool.Run("explain", policy, "--url", "/v1/chat/completions", "--body", "@" + file);
        var other = Running.Tool.Run("explain", policy, "--url", "/v1/chat/completions", "--body", """{"model":"large"}""");
        var none = Running.Tool.Run("explain", policy, "-X", "POST", "--url", "/v1/chat/completions");

        given.Output.ShouldContain("rule all allows the model small");
        given.Error.ShouldNotContain("body");
        other.Output.ShouldStartWith("403 model.denied");
        other.Output.ShouldContain("asked for: large");
        none.Error.ShouldContain("without --body it counts as empty");
        none.Output.ShouldStartWith("400 model.body");
    }

    [Fact]
    public void Keys_of_a_server_are_given_by_a_file_and_without_it_that_is_said()
    {
        var without = Running.Tool.Run("explain", Remote(), "--url", "/", "--token", Signed());
        var with = Running.Tool.Run("explain", Remote(), "--url", "/", "--token", Signed(), "--keys", $"https://keys.example/jwks={Path.Combine(Pair(), "jwks.json")}");

        without.Output.ShouldStartWith("401 jwt.keys_unavailable");
        without.Error.ShouldContain("--keys https://keys.example/jwks=FILE");
        with.Output.ShouldStartWith("204 ");
        with.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://a.example/", "{}", "provider a: accepts")]
    [InlineData("http://b.example/", "{}", "provider b: accepts")]
    [InlineData("http://both.example/", """{"iss": "issuer-b"}""", "provider b: accepts")]
    [InlineData("http://both.example/", """{"iss": "issuer-b", "exp": 1}""", "provider b: Jwt is expired (jwt.expired)")]
    [InlineData("http://both.example/", """{"aud": "people", "iss": "issuer-a"}""", "provider a: accepts")]
    [InlineData("http://open.example/", "{}", "no token is asked for")]
    [InlineData("http://nowhere.example/", "{}", "no virtual host answers for nowhere.example over http")]
    public void A_provider_is_not_asked_for_where_the_request_or_the_claims_leave_one(string url, string claims, string said)
    {
        var run = Running.Tool.Run("explain", Several(), "--url", url, "--claims", claims);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain(said);
    }

    [Fact]
    public void Where_the_request_leaves_two_providers_these_two_are_named_and_no_other()
    {
        var run = Running.Tool.Run("explain", Several(), "--url", "http://both.example/", "--claims", "{}");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldMatch(@"^--provider: There is more than one provider\. There are: a@\S+, b@\S+\.\n$");
        Running.Tool.Run("explain", Several(), "--url", "http://both.example/", "--claims", "{}", "--provider", "b").Output.ShouldContain("provider b: accepts");
    }

    [Theory]
    [InlineData("http://b.example/", "{}")]
    [InlineData("http://both.example/", """{"iss": "issuer-b"}""")]
    public void A_token_goes_where_the_only_provider_that_can_be_meant_looks_for_it(string url, string claims)
    {
        string token = Token(claims);

        Running.Tool.Run("explain", Several(), "--url", url, "--token", token).Output.ShouldContain("header x-token: a token");
    }

    [Fact]
    public void An_unknown_host_is_answered_with_the_hosts_there_are()
    {
        string file = Several();
        var run = Running.Tool.Run("explain", file, "--url", "http://nowhere.example/");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldStartWith("404 route.no_virtual_host: ");
        foreach (string host in (string[])["a", "b", "both", "open"])
        {
            run.Output.ShouldContain($"-   default/{host}: domains {host}.example  {file}(");
        }
    }

    [Fact]
    public void A_name_with_a_dot_and_a_nested_claim_do_not_look_alike()
    {
        string Denied(string policy) => Running.Tool.Run("explain", _folder.Write("vs.yaml", Service("vs", "*", "a: {jwks: {local: {key: '{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}'} } }", $"rbac: {{policies: {{p: {{{policy}, principals: [{{jwtPrincipal: {{claims: {{a.b: x}} }} }}] }} }} }}")), "--url", "/", "--claims", "{}").Output;

        Denied("permissions: {}").ShouldContain("a.b = x: found missing");
        Denied("nestedClaimDelimiter: .").ShouldContain("a > b = x: found missing");
    }

    [Theory]
    [InlineData("<html>", "Jwks is an invalid JSON")]
    [InlineData("{}", "Jwks does not have [keys] field")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQAB\"}]}", "it has an HMAC key of 3 bytes")]
    public void A_file_of_keys_that_can_not_be_used_is_told_apart_from_one_that_is_not_given(string document, string why)
    {
        string keys = _folder.Write("answer.json", document);

        var run = Running.Tool.Run("explain", Remote(), "--url", "/", "--token", "a.b.c", "--keys", $"https://keys.example/jwks={keys}");
        var signed = Running.Tool.Run("explain", Remote(), "--url", "/", "--token", Signed(), "--keys", $"https://keys.example/jwks={keys}");

        run.Error.ShouldBeEmpty("a token that is none needs no keys");
        signed.Output.ShouldStartWith("401 jwt.keys_unavailable");
        signed.Error.ShouldContain($"{keys}: it has no usable key: {why}");
        signed.Error.ShouldNotContain("without --keys");
    }

    [Fact]
    public void A_file_of_keys_is_read_byte_for_byte_as_a_server_would_send_it()
    {
        byte[] set = File.ReadAllBytes(Path.Combine(Pair(), "jwks.json"));
        string marked = _folder["marked.json"];
        File.WriteAllBytes(marked, [0xef, 0xbb, 0xbf, .. set]);

        Running.Tool.Run("explain", Remote(), "--url", "/", "--token", Signed(), "--keys", $"https://keys.example/jwks={marked}").Error.ShouldContain("Jwks is an invalid JSON");
    }

    [Fact]
    public void A_file_of_certificates_is_read()
    {
        using var key = System.Security.Cryptography.RSA.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(Pair(), "private.pem")));
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=keys", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Running.Tool.Now.AddDays(-1), Running.Tool.Now.AddDays(1));
        string kid = JsonDocument.Parse(File.ReadAllText(Path.Combine(Pair(), "jwks.json"))).RootElement.GetProperty("keys")[0].GetProperty("kid").GetString()!;
        string map = _folder.Write("map.json", JsonSerializer.Serialize(new Dictionary<string, string> { [kid] = certificate.ExportCertificatePem().ReplaceLineEndings("\n") + "\n" }));

        var run = Running.Tool.Run("explain", Remote(), "--url", "/", "--token", Signed(), "--keys", $"https://keys.example/jwks={map}");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldStartWith("204 ");
    }

    [Fact]
    public void A_record_of_other_manifests_is_told_as_of_another_generation()
    {
        string log = _folder.Write("app.log", Record("0123") + "\n" + Record("4567"));

        var run = Running.Tool.Run("explain", Lab.Policies, "--record", log);

        run.Output.ShouldContain("decision 4567");
        run.Output.ShouldContain("made by generation abc;");
        Running.Tool.Run("explain", Lab.Policies, "--record", log, "--decision", "0123").Output.ShouldContain("decision 0123");
        Running.Tool.RunWithInput(Record("89"), "explain", Lab.Policies, "--record", "-").Output.ShouldContain("decision 89");
    }

    [Theory]
    [InlineData("explain", "FOLDER")]
    [InlineData("explain", "FOLDER", "--url", "ftp://x/")]
    [InlineData("explain", "FOLDER", "--url", "/", "--record", "x")]
    [InlineData("explain", "FOLDER", "--url", "/", "--header", "no colon")]
    [InlineData("explain", "FOLDER", "--url", "/", "--claims", "[]")]
    [InlineData("explain", "FOLDER", "--url", "/", "--claims", "{}", "--provider", "nobody")]
    [InlineData("explain", "FOLDER", "--url", "/", "--claims", "{}", "--token", "x")]
    [InlineData("explain", "FOLDER", "--url", "/", "--token", "@nowhere.txt")]
    [InlineData("explain", "FOLDER", "--url", "/", "--keys", "x")]
    [InlineData("explain", "FOLDER", "--record", "nowhere.log")]
    [InlineData("explain", "FOLDER", "--record", "EMPTY")]
    public void Wrong_usage_is_one_line_and_exit_code_2(params string[] args)
    {
        string empty = _folder.Write("empty.log", "nothing\n");

        var run = Running.Tool.Run([.. args.Select(a => a switch { "FOLDER" => Lab.Policies, "EMPTY" => empty, _ => a })]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.Trim().ShouldNotBeEmpty();
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public void Manifests_that_do_not_load_are_told_and_exit_with_1()
    {
        var run = Running.Tool.Run("explain", _folder.Write("vs.yaml", "kind: ["), "--url", "/");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("LLMP0001");
    }

    /// <summary>A host with provider a, one with b, one with both, and one that asks for no token.</summary>
    private string Several()
    {
        const string Key = "jwks: {local: {key: '{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}'} }";
        const string A = "a: {issuer: issuer-a, audiences: [people], " + Key + "}";
        const string B = "b: {issuer: issuer-b, tokenSource: {headers: [{header: x-token}]}, " + Key + "}";
        return _folder.Write("several.yaml", string.Join("\n---\n", Service("a", "a.example", A), Service("b", "b.example", B), Service("both", "both.example", $"{A}, {B}"), Service("open", "open.example", "")));
    }

    private static string Service(string name, string domain, string providers, string options = "") => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: {{name}}, namespace: default}
        spec:
          virtualHost:
            domains: ['{{domain}}']
            options: { {{string.Join(", ", new[] { providers.Length > 0 ? $"jwt: {{providers: {{ {providers} }} }}" : "", options }.Where(o => o.Length > 0))}} }
            routes: [{directResponseAction: {status: 204} }]
        """;

    private string Token(string claims)
    {
        Running.Tool.Run("token", "keys", "--out", _folder["signer"]).ExitCode.ShouldBe(0);
        return Running.Tool.Run("token", "sign", "--key", Path.Combine(_folder["signer"], "private.pem"), "--claims", claims).Output.Trim();
    }

    private static string Record(string id) =>
        $$"""{"format":"llmpolicy-decision/1","id":"{{id}}","generation":"abc","status":403,"reason":"rbac.denied","providers":[],"claims":[]}""";

    /// <summary>A host whose provider has its keys on a server.</summary>
    private string Remote() => _folder.Write("vs.yaml", """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            options: {jwt: {providers: {p: {jwks: {remote: {url: 'https://keys.example/jwks'} } } } } }
            routes: [{directResponseAction: {status: 204} }]
        """);

    /// <summary>The folder of a key pair.</summary>
    private string Pair()
    {
        if (!Directory.Exists(_folder["keys"]))
        {
            Running.Tool.Run("token", "keys", "--out", _folder["keys"]).ExitCode.ShouldBe(0);
        }

        return _folder["keys"];
    }

    private string Signed() => Running.Tool.Run("token", "sign", "--key", Path.Combine(Pair(), "private.pem"), "--claims", "{}").Output.Trim();

    private static JsonDocument Json(params string[] args)
    {
        var run = Running.Tool.Run([.. args, "--output", "json"]);
        run.ExitCode.ShouldBe(0, run.Error);
        return JsonDocument.Parse(run.Output);
    }
}
