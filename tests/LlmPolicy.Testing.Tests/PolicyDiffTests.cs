using System.Security.Cryptography;

namespace LlmPolicy.Testing;

/// <summary>What a change of the lab's manifests is told to mean: one rule changed, exactly that difference.</summary>
public sealed class PolicyDiffTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<ManifestFile> Lab = Files("samples/Gateway/policies");

    private const PolicyDifferenceKind Allowed = PolicyDifferenceKind.NewlyAllowed;
    private const PolicyDifferenceKind Refused = PolicyDifferenceKind.NewlyRefused;
    private const PolicyDifferenceKind Upstream = PolicyDifferenceKind.OtherUpstream;
    private const PolicyDifferenceKind Secret = PolicyDifferenceKind.OtherSecret;
    private const PolicyDifferenceKind Request = PolicyDifferenceKind.ChangedRequest;
    private const PolicyDifferenceKind Answer = PolicyDifferenceKind.ChangedAnswer;

    public static TheoryData<string, string, string> Changes => new()
    {
        // What is changed, into what, and the differences: kind, aspect, old, new.
        { "huggingface: hugging-face-latest", "huggingface: another", "NewlyAllowed answer: 403 rbac.denied -> forwarded; NewlyRefused answer: forwarded -> 403 rbac.denied" },
        { "llms.huggingface: hugging-face-latest", "llms.other: hugging-face-latest", "NewlyAllowed answer: 403 rbac.denied -> forwarded; NewlyRefused answer: forwarded -> 403 rbac.denied" },
        { "matcher: LIST_CONTAINS", "matcher: EXACT_STRING", "NewlyAllowed answer: 403 rbac.denied -> forwarded; NewlyRefused answer: forwarded -> 403 rbac.denied" },
        { "nestedClaimDelimiter: .", "nestedClaimDelimiter: '/'", "NewlyAllowed answer: 403 rbac.denied -> forwarded; NewlyRefused answer: forwarded -> 403 rbac.denied" },
        { "rbac:", "rbac:\n            disable: true", "NewlyAllowed answer: 403 rbac.denied -> forwarded" },
        { "viewer:", "viewer:\n                permissions: {methods: [POST]}", "NewlyRefused answer: forwarded -> 403 rbac.denied" },
        { "issuer: solo.io", "issuer: other.io", "NewlyAllowed answer: 401 jwt.issuer -> forwarded; NewlyRefused answer: forwarded -> 401 jwt.issuer; ChangedAnswer answer" },
        { "issuer: solo.io", "", "NewlyAllowed answer: 401 jwt.issuer -> forwarded; ChangedAnswer answer" },
        { "issuer: solo.io", "issuer: solo.io\n                audiences: [us]", "NewlyRefused answer: forwarded -> 403 jwt.audience; ChangedAnswer answer" },
        { "issuer: solo.io", "issuer: solo.io\n                clockSkewSeconds: 5", "NewlyRefused answer: forwarded -> 401 jwt.expired; NewlyRefused answer: forwarded -> 401 jwt.not_yet_valid; ChangedAnswer answer" },
        { "issuer: solo.io", "issuer: solo.io\n                keepToken: true", "ChangedRequest header authorization; ChangedRequest path" },
        { "prefix: /huggingface-gloo-gw", "prefix: /huggingface-gloo-gw/", "NewlyRefused answer: forwarded -> 404 route.none; ChangedAnswer answer; ChangedRequest path" },
        { "prefix: /huggingface-gloo-gw", "exact: /huggingface-gloo-gw", "NewlyRefused answer: forwarded -> 404 route.none; ChangedAnswer answer" },
        { "name: huggingface-upstream", "name: another-upstream", "OtherUpstream upstream" },
        { "autoHostRewrite: true", "autoHostRewrite: false", "ChangedRequest Host" },
        { "prefixRewrite: \"/models/openai-community/gpt2\"", "prefixRewrite: /models/other", "ChangedRequest path" },
        { "name: hftoken", "name: other-key", "OtherSecret secret" },
        { "- headerSecretRef:", "- append: false\n                headerSecretRef:", "ChangedRequest header authorization" },
        { "value: application/json", "value: text/plain", "ChangedRequest header content-type" },
        { "append: false", "append: true", "ChangedRequest header content-type" },
        { "- \"*\"", "- api.example", "NewlyRefused answer: forwarded -> 404 route.no_virtual_host; ChangedAnswer answer" },
        { "autoHostRewrite: true", "autoHostRewrite: true\n          timeout: 7s", "ChangedRequest bounds" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_one_rule_is_that_difference_and_no_other(string old, string @new, string expected)
    {
        var differences = PolicyDiff.Compare(Lab, Changed(old, @new), Now);

        differences.Select(Words).Distinct().Order(StringComparer.Ordinal).ShouldBe(expected.Split("; ").Order(StringComparer.Ordinal), Explain(differences));
        differences.ShouldAllBe(d => d.Requests > 0 && d.Old != d.New);
    }

    [Fact]
    public void The_same_manifests_have_no_difference() => PolicyDiff.Compare(Lab, Lab, Now).ShouldBeEmpty();

    [Fact]
    public void Another_key_is_told_by_tokens_of_the_old_key_refused_and_of_the_new_one_allowed()
    {
        using RSA other = RSA.Create(2048);
        string pem = string.Join('\n', other.ExportSubjectPublicKeyInfoPem().Split('\n').Select(line => new string(' ', 22) + line));
        string text = Text(Lab);
        int start = text.LastIndexOf('\n', text.IndexOf("-----BEGIN PUBLIC KEY", StringComparison.Ordinal)) + 1;
        int end = text.IndexOf('\n', text.IndexOf("-----END PUBLIC KEY", StringComparison.Ordinal));

        var differences = PolicyDiff.Compare(Lab, With(text[..start] + pem + text[end..]), Now);

        differences.Select(d => d.Kind).Distinct().ShouldBe([Allowed, Refused, Answer], ignoreOrder: true);
        differences.ShouldContain(d => d.Kind == Refused && d.New == "401 jwt.no_key" || d.Kind == Refused && d.New == "401 jwt.signature");
    }

    [Fact]
    public void A_jwt_that_goes_lets_everybody_in_who_has_no_token()
    {
        string text = Text(Lab);
        int start = text.LastIndexOf('\n', text.IndexOf("jwt:", StringComparison.Ordinal)) + 1;
        int end = text.IndexOf("routes:", StringComparison.Ordinal);
        string open = text[..start] + "          {}\n    " + text[end..];

        var differences = PolicyDiff.Compare(Lab, With(open.Replace("rbac:", "rbac:\n            disable: true", StringComparison.Ordinal)), Now);

        var allowed = differences.First(d => d.Kind == Allowed);
        allowed.Caller.ShouldBe("no token");
        allowed.Old.ShouldBe("401 jwt.missing");
        allowed.New.ShouldBe("forwarded to default/huggingface-upstream");
        allowed.OldPosition!.Line.ShouldBe(12);
        differences.ShouldNotContain(d => d.Kind == Refused);
    }

    [Fact]
    public void An_upstream_with_another_address_is_another_upstream()
    {
        IReadOnlyList<ManifestFile> moved = [.. Lab.Select(f => f with { Text = f.Text.Replace("addr: api-inference.huggingface.co", "addr: evil.example", StringComparison.Ordinal) })];

        var difference = PolicyDiff.Compare(Lab, moved, Now).Where(d => d.Kind == Upstream).ShouldHaveSingleItem();

        difference.Old.ShouldContain("api-inference.huggingface.co:443");
        difference.New.ShouldContain("evil.example:443");
    }

    [Fact]
    public void A_file_of_cases_says_which_requests_are_compared()
    {
        ManifestFile cases = new("cases.yaml", """
            cases:
              - name: allowed before
                request: {method: POST, url: http://localhost/huggingface-gloo-gw}
                claims: {llms: {huggingface: [hugging-face-latest]} }
                expect: {outcome: forward}
              - name: no token
                request: {url: http://localhost/huggingface-gloo-gw}
                expect: {status: 401}
            """);

        var difference = PolicyDiff.CompareOn(Lab, Changed("huggingface: hugging-face-latest", "huggingface: another"), cases, Now).ShouldHaveSingleItem();

        difference.Kind.ShouldBe(Refused);
        difference.Caller.ShouldBe("case allowed before");
    }

    [Fact]
    public void Regular_expressions_headers_and_parameters_have_requests_of_their_own()
    {
        const string Routes = """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec:
              virtualHost:
                routes:
                  - matchers: [{regex: '/v[0-9]+/(chat|embed)', headers: [{name: x-team, value: red}], queryParameters: [{name: q, value: '1'}]}]
                    directResponseAction: {status: 200}
            """;

        Kinds(Routes, "value: red", "value: blue").ShouldBe([Allowed, Refused], ignoreOrder: true);
        Kinds(Routes, "value: '1'", "value: '2'").ShouldBe([Allowed, Refused], ignoreOrder: true);
        Kinds(Routes, "(chat|embed)", "(chat|audio)").ShouldNotBeEmpty();
        Kinds(Routes, "status: 200", "status: 202").ShouldBe([Answer]);

        static IReadOnlyList<PolicyDifferenceKind> Kinds(string text, string old, string @new) =>
            [.. PolicyDiff.Compare([new("a.yaml", text)], [new("b.yaml", text.Replace(old, @new, StringComparison.Ordinal))], Now).Select(d => d.Kind).Distinct()];
    }

    [Fact]
    public void Manifests_that_do_not_load_are_told() =>
        Should.Throw<PolicyTestException>(() => PolicyDiff.Compare(Lab, [new("broken.yaml", "kind: [")], Now)).Diagnostics.ShouldContain(d => d.Code == DiagnosticCodes.Syntax);

    /// <summary>Kind and aspect; of what is newly allowed or refused, the outcomes too.</summary>
    private static string Words(PolicyDifference difference) => difference.Kind is Allowed or Refused
        ? $"{difference.Kind} {difference.What}: {Outcome(difference.Old)} -> {Outcome(difference.New)}"
        : $"{difference.Kind} {difference.What}";

    private static string Outcome(string text) => text.Split(" to ")[0];

    private static string Explain(IEnumerable<PolicyDifference> differences) => string.Join('\n', differences);

    private static IReadOnlyList<ManifestFile> Changed(string old, string @new)
    {
        string text = Text(Lab);
        text.ShouldContain(old);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return With(text[..at] + @new + text[(at + old.Length)..]);
    }

    private static string Text(IReadOnlyList<ManifestFile> files) => files.Single(f => f.Name.EndsWith("virtualservice.yaml", StringComparison.Ordinal)).Text;

    private static IReadOnlyList<ManifestFile> With(string virtualService) =>
        [.. Lab.Select(f => f.Name.EndsWith("virtualservice.yaml", StringComparison.Ordinal) ? f with { Text = virtualService } : f)];

    private static IReadOnlyList<ManifestFile> Files(string folder) =>
        [.. Directory.GetFiles(RepositoryRoot.PathOf(folder)).Order(StringComparer.Ordinal).Select(f => new ManifestFile(Path.GetFileName(f), File.ReadAllText(f).ReplaceLineEndings("\n")))];
}
