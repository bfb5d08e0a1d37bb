namespace LlmPolicy.Tests;

/// <summary>How a public key may be written in <c>jwks.local.key</c>.</summary>
public sealed class PemFormTests
{
    private static readonly SigningKey Key = Keys.Rsa;

    private static readonly SigningKey Other = SigningKey.Rsa();

    private static readonly string Pem = Key.PublicKey.ReplaceLineEndings("\n").TrimEnd();

    private static readonly Dictionary<string, string> Loading = new()
    {
        ["as it is"] = Pem,
        ["lines that end as in Windows"] = Pem.ReplaceLineEndings("\r\n"),
        ["folded, as by >"] = Pem.ReplaceLineEndings(" ") + "\n",
        ["folded, as by >-"] = Pem.ReplaceLineEndings(" "),
        ["on one line"] = Pem.ReplaceLineEndings(""),
        ["each line indented"] = "    " + Pem.ReplaceLineEndings("\n    "),
        ["blank lines and spaces before"] = "\n\n  " + Pem,
        ["words before"] = "Public key of the company:\n" + Pem,
        ["words behind"] = Pem + "\nuntil next year\n",
    };

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["line feeds written out"] = Pem.ReplaceLineEndings("\\n"),
        ["the base64 alone"] = string.Concat(Pem.Split('\n')[1..^1]),
        ["RSA's own form (PKCS#1)"] = Pkcs1(),
        ["a certificate"] = Certified.Rsa().Pem,
        ["no end"] = Pem[..^20],
        ["a byte order mark before"] = "\ufeff" + Pem,
        ["two on one line"] = (Pem + Other.PublicKey).ReplaceLineEndings(""),
    };

    private static readonly Dictionary<string, string> Several = new()
    {
        ["another key"] = Pem + "\n" + Other.PublicKey,
        ["the same key"] = Pem + "\n" + Pem,
        ["a certificate"] = Pem + "\n" + Certified.Rsa().Pem,
        ["half a block"] = Pem + "\n-----BEGIN PUBLIC KEY-----\nAAAA\n",
        ["half a block before"] = "-----BEGIN PUBLIC KEY-----\nAAAA\n" + Pem,
    };

    public static TheoryData<string> LoadingForms => [.. Loading.Keys];

    public static TheoryData<string> RefusedForms => [.. Refused.Keys];

    public static TheoryData<string> FormsOfSeveral => [.. Several.Keys];

    [Theory]
    [MemberData(nameof(LoadingForms))]
    public void A_form_that_can_only_mean_the_key_loads_without_a_word(string form)
    {
        Diagnostics(Loading[form]).ShouldBeEmpty();
        Policy(Loading[form]).Refusal(Key.Sign("{}")).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(RefusedForms))]
    public void A_form_that_is_no_public_key_is_an_error(string form)
    {
        var error = Diagnostics(Refused[form]).ShouldHaveSingleItem();

        (error.Code, error.Severity).ShouldBe((DiagnosticCodes.Keys, DiagnosticSeverity.Error));
        error.ToString().ShouldNotContain(Pem.Split('\n')[1]);
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    public void A_key_of_an_elliptic_curve_loads(string algorithm)
    {
        Policy(Keys.Of(algorithm).PublicKey).Refusal(Keys.Of(algorithm).Sign("{}")).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(FormsOfSeveral))]
    public void That_of_several_blocks_one_is_read_is_said(string form)
    {
        var warning = Diagnostics(Several[form]).ShouldHaveSingleItem();

        (warning.Code, warning.Severity).ShouldBe((DiagnosticCodes.Keys, DiagnosticSeverity.Warning));
        warning.Message.ShouldContain("2 PEM blocks");
        warning.Remedy.ShouldBe("Write several keys as a JWKS.");
        Policy(Several[form]).Refusal(Key.Sign("{}")).ShouldBeNull();
    }

    [Fact]
    public void Tokens_of_the_second_blocks_key_are_refused()
    {
        Policy(Pem + "\n" + Other.PublicKey).Refusal(Other.Sign("{}")).ShouldBe("Jwt verification fails");
    }

    private static CompiledPolicy Policy(string key) => Compiling.Policy(Written(key));

    private static IReadOnlyList<Diagnostic> Diagnostics(string key) => Compiling.Diagnostics(Written(key));

    /// <summary>JSON's quotes are YAML's, and keep every character.</summary>
    private static string Written(string key) => Manifest.Service(
        Manifest.ForwardAll, $"jwt: {{providers: {{p: {{jwks: {{local: {{key: {System.Text.Json.JsonSerializer.Serialize(key)}}}}}}}}}}}");

    private static string Pkcs1()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        return rsa.ExportRSAPublicKeyPem();
    }
}
