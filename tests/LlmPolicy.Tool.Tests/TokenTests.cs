using System.Security.Cryptography;
using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class TokenTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Algorithms => ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_token_signed_by_a_new_key_is_good_by_its_public_halves_and_by_no_other(string algorithm)
    {
        MakeKeys("own", algorithm);
        MakeKeys("other", algorithm);
        string token = Sign("--key", _folder["own/private.pem"], "--algorithm", algorithm);

        JsonDocument.Parse(Running.Tool.Run("token", "decode", token).Output).RootElement.GetProperty("header").GetProperty("alg").GetString().ShouldBe(algorithm);
        Verify(token, "--key", _folder["own/jwks.json"]).ExitCode.ShouldBe(0);
        var other = Verify(token, "--key", _folder["other/jwks.json"]);
        other.ExitCode.ShouldBe(1);
        other.Output.ShouldContain("refused, jwt.signature: ");
    }

    [Theory]
    [InlineData("RS256", "good")]
    [InlineData("ES384", "good")]
    [InlineData("RS384", "jwt.no_key")]
    public void A_PEM_stands_for_the_usual_algorithm_of_its_key_alone_as_in_a_manifest(string algorithm, string word)
    {
        MakeKeys("keys", algorithm);
        Verify(Sign("--key", _folder["keys/private.pem"], "--algorithm", algorithm), "--key", _folder["keys/public.pem"]).Output.ShouldContain(word);
    }

    [Fact]
    public void The_private_key_is_for_its_owner_alone_and_no_file_has_more_of_it()
    {
        MakeKeys("keys", "ES256");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_folder["keys/private.pem"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        JsonElement key = JsonDocument.Parse(File.ReadAllText(_folder["keys/jwks.json"])).RootElement.GetProperty("keys")[0];
        key.EnumerateObject().Select(p => p.Name).ShouldBe(["kty", "kid", "alg", "use", "crv", "x", "y"], ignoreOrder: true);
        File.ReadAllText(_folder["keys/public.pem"]).ShouldStartWith("-----BEGIN PUBLIC KEY-----");
    }

    [Theory]
    [InlineData("private.pem")]
    [InlineData("public.pem")]
    [InlineData("jwks.json")]
    public void Keys_that_are_there_are_not_overwritten(string there)
    {
        _folder.Write(there, "mine");
        var run = Running.Tool.Run("token", "keys", "--out", _folder.Path);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(there);
        Directory.GetFiles(_folder.Path).ShouldBe([_folder[there]]);
        File.ReadAllText(_folder[there]).ShouldBe("mine");
    }

    [Fact]
    public void The_public_key_is_what_a_manifest_takes()
    {
        MakeKeys("keys", "RS256");
        string key = File.ReadAllText(_folder["keys/public.pem"]).Trim().Replace("\n", "\n                      ", StringComparison.Ordinal);
        string manifest = Lab.VirtualService[..Lab.VirtualService.IndexOf("-----BEGIN", StringComparison.Ordinal)] + key
            + Lab.VirtualService[(Lab.VirtualService.IndexOf("END PUBLIC KEY-----", StringComparison.Ordinal) + "END PUBLIC KEY-----".Length)..];
        string token = Sign("--key", _folder["keys/private.pem"], "--issuer", "solo.io");
        var run = Verify(token, "--manifests", _folder.Write("vs.yaml", manifest));
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
    }

    [Fact]
    public void A_token_says_when_it_was_made_and_when_it_ends_unless_its_claims_do()
    {
        MakeKeys("keys", "ES256");
        string key = _folder["keys/private.pem"];
        Claims(Sign("--key", key)).ShouldBe("""{"iat":1769860800,"exp":1769864400}""");
        Claims(Sign("--key", key, "--expires", "1h30m", "--now", "2026-01-31T12:00:10Z")).ShouldBe("""{"iat":1769860810,"exp":1769866210}""");
        Claims(Sign("--key", key, "--expires", "never", "--claims", """{"iat": 7}""")).ShouldBe("""{"iat":7}""");
        Claims(Sign("--key", key, "--claims", """{"exp": 9, "iat": 7}""")).ShouldBe("""{"exp":9,"iat":7}""");
    }

    [Fact]
    public void Claims_come_from_a_file_or_the_standard_input_and_the_options_go_over_them()
    {
        MakeKeys("keys", "ES256");
        string[] times = ["--expires", "never", "--key", _folder["keys/private.pem"]];
        string file = _folder.Write("claims.json", """{"iss": "a", "iat": 1, "llms": {"huggingface": ["latest"]}}""");
        Claims(Sign(["--claims", "@" + file, "--issuer", "b", .. times])).ShouldBe("""{"iss":"b","iat":1,"llms":{"huggingface":["latest"]}}""");

        var piped = Running.Tool.RunWithInput("""{"iat": 1}""", ["token", "sign", "--claims", "-", "--audience", "x", "--audience", "y", "--subject", "s", .. times]);
        Claims(piped.Output.Trim()).ShouldBe("""{"iat":1,"sub":"s","aud":["x","y"]}""");
        Claims(Sign(["--claims", """{"iat": 1}""", "--audience", "x", .. times])).ShouldBe("""{"iat":1,"aud":"x"}""");
    }

    [Fact]
    public void The_key_id_stands_in_the_header()
    {
        MakeKeys("keys", "ES256");
        string token = Sign("--key", _folder["keys/private.pem"], "--kid", "k1");
        JsonDocument.Parse(Running.Tool.Run("token", "decode", token).Output).RootElement.GetProperty("header").GetProperty("kid").GetString().ShouldBe("k1");
        Verify(token, "--key", _folder["keys/public.pem"]).ExitCode.ShouldBe(0);
        Verify(token, "--key", _folder["keys/jwks.json"]).Output.ShouldContain("jwt.no_key");
    }

    [Fact]
    public void A_JWK_signs_under_its_own_name()
    {
        string jwk = _folder.Write("key.json", """{"kty": "oct", "kid": "shared", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}""");
        string token = Sign("--key", jwk);
        string header = JsonDocument.Parse(Running.Tool.Run("token", "decode", token).Output).RootElement.GetProperty("header").ToString();
        header.ShouldContain("\"HS256\"");
        header.ShouldContain("\"shared\"");
        Verify(token, "--key", jwk).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2hvcnQ\"}", null)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"hunter2\"}", null)]
    [InlineData("hunter2", null)]
    [InlineData("", null)]
    [InlineData("RSA", "ES256")]
    [InlineData("public", null)]
    public void A_key_that_can_not_sign_is_wrong_usage_and_nothing_of_it_is_printed(string key, string? algorithm)
    {
        using RSA rsa = RSA.Create(2048);
        string file = _folder.Write("key", key switch { "RSA" => rsa.ExportPkcs8PrivateKeyPem(), "public" => rsa.ExportSubjectPublicKeyInfoPem(), _ => key });
        string[] args = ["token", "sign", "--key", file, .. algorithm is null ? (string[])[] : ["--algorithm", algorithm]];
        var run = Running.Tool.Run(args);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.Split('\n').Length.ShouldBe(2, run.Error);
        run.Error.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("--claims", "[1]")]
    [InlineData("--claims", "{")]
    [InlineData("--claims", "{\"a\": 1, \"a\": 2}")]
    [InlineData("--claims", "@nowhere.json")]
    [InlineData("--expires", "soon")]
    [InlineData("--now", "yesterday")]
    public void Claims_and_times_that_are_none_are_wrong_usage(string option, string value)
    {
        MakeKeys("keys", "ES256");
        Running.Tool.Run("token", "sign", "--key", _folder["keys/private.pem"], option, value).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_decoded_token_shows_its_times_in_words_and_is_not_called_verified()
    {
        MakeKeys("keys", "ES256");
        string token = Sign("--key", _folder["keys/private.pem"], "--claims", """{"iat": 1769688000, "nbf": 1769860800, "exp": 1769871600}""");
        var run = Running.Tool.Run("token", "decode", token);
        run.ExitCode.ShouldBe(0);
        JsonElement times = JsonDocument.Parse(run.Output).RootElement.GetProperty("times");
        times.GetProperty("iat").GetString().ShouldBe("2026-01-29T12:00:00Z, 2 days ago");
        times.GetProperty("nbf").GetString().ShouldBe("2026-01-31T12:00:00Z, now");
        times.GetProperty("exp").GetString().ShouldBe("2026-01-31T15:00:00Z, in 3 hours");
        run.Error.ShouldStartWith("Not verified");
    }

    [Fact]
    public void The_labs_token_decodes_and_is_told_never_to_expire()
    {
        var run = Running.Tool.RunWithInput("Bearer " + Lab.Token + "\n", "token", "decode", "-");
        run.ExitCode.ShouldBe(0);
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        json.GetProperty("claims").GetProperty("llms").GetProperty("huggingface")[0].GetString().ShouldBe("hugging-face-latest");
        json.GetProperty("times").GetProperty("exp").GetString()!.ShouldContain("never expires");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("e30.W10.x")]
    [InlineData("")]
    public void What_is_no_token_is_said_to_be_none(string token)
    {
        var run = Running.Tool.Run("token", "decode", token);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("This is not a JWT");
    }

    [Fact]
    public void The_labs_token_is_good_by_the_labs_manifest()
    {
        var run = Verify(Lab.Token, "--manifests", Lab.Policies);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("virtualservice.yaml(");
        run.Output.ShouldEndWith("selfminted: good\n");
    }

    [Theory]
    [InlineData("issuer: solo.io", "issuer: other.io", "jwt.issuer")]
    [InlineData("issuer: solo.io", "issuer: solo.io\n                audiences: [llm]", "jwt.audience")]
    public void What_a_provider_asks_for_is_held_against_the_token(string field, string changed, string reason)
    {
        string file = _folder.Write("vs.yaml", Lab.VirtualService.Replace(field, changed, StringComparison.Ordinal));
        var run = Verify(Lab.Token, "--manifests", file, "--output", "json");
        run.ExitCode.ShouldBe(1);
        JsonElement verdict = JsonDocument.Parse(run.Output).RootElement[0];
        verdict.GetProperty("verified").GetBoolean().ShouldBeFalse();
        verdict.GetProperty("reason").GetString().ShouldBe(reason);
        verdict.GetProperty("provider").GetString().ShouldBe("selfminted");
        verdict.GetProperty("position").GetProperty("file").GetString().ShouldBe(file);
    }

    [Theory]
    [InlineData("2026-01-31T13:00:59Z", 0, "good")]
    [InlineData("2026-01-31T13:01:01Z", 1, "jwt.expired")]
    public void Now_is_what_it_is_said_to_be_and_the_skew_is_a_minute(string now, int exitCode, string word)
    {
        MakeKeys("keys", "ES256");
        var run = Verify(Sign("--key", _folder["keys/private.pem"]), "--key", _folder["keys/public.pem"], "--now", now);
        run.ExitCode.ShouldBe(exitCode);
        run.Output.ShouldContain(word);
    }

    [Fact]
    public void A_skew_of_the_providers_own_holds()
    {
        MakeKeys("keys", "RS256");
        string file = _folder.Write("vs.yaml", Remote("clockSkewSeconds: 600\n                jwks:"));
        string token = Sign("--key", _folder["keys/private.pem"], "--issuer", "solo.io");
        Verify(token, "--manifests", file, "--key", _folder["keys/jwks.json"], "--now", "2026-01-31T13:09:00Z").ExitCode.ShouldBe(0);
        Verify(token, "--manifests", file, "--key", _folder["keys/jwks.json"], "--now", "2026-01-31T13:11:00Z").ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Keys_that_would_be_fetched_have_to_be_given()
    {
        string file = _folder.Write("vs.yaml", Remote("jwks:"));
        var run = Verify(Lab.Token, "--manifests", file);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("with\ncontrol characters")]
    public void What_is_no_token_is_not_good(string token) => Verify(token, "--manifests", Lab.Policies).ExitCode.ShouldBe(1);

    [Fact]
    public void Something_to_hold_a_token_against_has_to_be_named()
    {
        Verify(Lab.Token).ExitCode.ShouldBe(2);
        Verify(Lab.Token, "--key", _folder.Write("key.pem", "nothing")).ExitCode.ShouldBe(2);
        Verify(Lab.Token, "--manifests", _folder.Write("upstream.yaml", Lab.Upstream)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Manifests_that_do_not_load_verify_nothing()
    {
        var run = Verify(Lab.Token, "--manifests", _folder.Write("vs.yaml", Lab.VirtualService.Replace("rbac:", "rback:", StringComparison.Ordinal)));
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("error LLMP0010");
    }

    private static string Remote(string jwks) =>
        System.Text.RegularExpressions.Regex.Replace(Lab.VirtualService, "jwks:.*?END PUBLIC KEY-----", jwks + "\n                  remote: {url: \"https://keys.example/jwks\"}", System.Text.RegularExpressions.RegexOptions.Singleline);

    private void MakeKeys(string folder, string algorithm) =>
        Running.Tool.Run("token", "keys", "--algorithm", algorithm, "--out", _folder[folder]).ExitCode.ShouldBe(0);

    private static string Sign(params string[] args)
    {
        var run = Running.Tool.Run(["token", "sign", .. args]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Output.Trim();
    }

    private static Running.Tool Verify(string token, params string[] args) => Running.Tool.Run(["token", "verify", token, .. args]);

    private static string Claims(string token) =>
        JsonSerializer.Serialize(JsonDocument.Parse(Running.Tool.Run("token", "decode", token).Output).RootElement.GetProperty("claims"));
}
