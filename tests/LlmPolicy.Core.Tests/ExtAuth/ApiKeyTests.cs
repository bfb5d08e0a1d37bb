using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Tests.ExtAuth;

/// <summary>What <c>apiKeyAuth</c> lets pass, and what the upstream gets then.</summary>
public sealed class ApiKeyTests
{
    private const string Key = "N2YwMDIxZTEtNGUzNS1jNzgz";

    private static readonly string[] Three = ["key-a", "key-b", "key-c"];
    private static readonly string[] Odd = ["", " a", "a", "a\n", "k\u00e9y", "k\u00c3\u00a9y", "a\tb"];

    [Fact]
    public void Who_shows_a_key_passes_and_the_upstream_is_told_the_name_of_its_Secret()
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key) + KeyManifest.Secret("other", "another")));
        var request = Requests.Get("/", ("api-key", Key), ("accept", "*/*"));

        var decision = policy.Decide(request);

        (decision.Sent(request, "x-user-id"), decision.Sent(request, "api-key"), decision.Sent(request, "accept")).ShouldBe(("infra", null, "*/*"));
        decision.ExtAuthCaller.ShouldNotBeNull().Secret.ShouldBe(new ResourceName("default", "infra"));
        (decision.ExtAuthCaller.UserId, decision.Callers.Count).ShouldBe(("infra", 0));
    }

    [Theory]
    [InlineData(null, ReasonCodes.ApiKeyMissing)]
    [InlineData("", ReasonCodes.ApiKeyMissing)]
    [InlineData("n2ywmdixzte", ReasonCodes.ApiKeyUnknown)]
    [InlineData("N2YwMDIxZTEtNGUzNS1jNzg", ReasonCodes.ApiKeyUnknown)]
    [InlineData("N2YwMDIxZTEtNGUzNS1jNzgzz", ReasonCodes.ApiKeyUnknown)]
    [InlineData("n2yWmDiXzTeTnGuZnS1jNzGz", ReasonCodes.ApiKeyUnknown)]
    [InlineData("Bearer N2YwMDIxZTEtNGUzNS1jNzgz", ReasonCodes.ApiKeyUnknown)]
    [InlineData("\"N2YwMDIxZTEtNGUzNS1jNzgz\"", ReasonCodes.ApiKeyUnknown)]
    [InlineData("N2YwMDIxZTEtNGUzNS1jNzgz,N2YwMDIxZTEtNGUzNS1jNzgz", ReasonCodes.ApiKeyUnknown)]
    [InlineData("N2YwMDIxZTEtNGUzNS1jNzgz\u00a0", ReasonCodes.ApiKeyUnknown)]
    [InlineData("\u012e2YwMDIxZTEtNGUzNS1jNzgz", ReasonCodes.ApiKeyUnknown)]
    public void Anybody_else_gets_Gloos_401(string? shown, string reason)
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key)));

        var answer = policy.Decide(shown is null ? Requests.Get("/") : Requests.Get("/", ("api-key", shown))).ShouldRefuse(401, reason);

        (answer.Body, answer.Header("www-authenticate")).ShouldBe(("", "API key is missing or invalid"));
        answer.Headers.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_lines_are_no_key_even_where_both_are_good()
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key) + KeyManifest.Secret("other", "a,b")));

        policy.Decide(Requests.Get("/", ("api-key", Key), ("api-key", Key))).ShouldRefuse(401, ReasonCodes.ApiKeyUnknown);
        policy.Decide(Requests.Get("/", ("api-key", Key), ("Api-Key", "x"))).ShouldRefuse(401, ReasonCodes.ApiKeyUnknown);
        policy.Decide(Requests.Get("/", ("api-key", "a"), ("API-KEY", "b"))).ShouldRefuse(401, ReasonCodes.ApiKeyUnknown);
    }

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("X-API-KEY")]
    public void The_header_has_the_name_that_the_manifest_gives_it_in_any_case(string name)
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key), "headerName: X-Api-Key"));
        var request = Requests.Get("/", (name, Key), ("api-key", "somebody's own"));

        policy.Decide(request).Sent(request, "x-api-key").ShouldBeNull();
        policy.Decide(request).Sent(request, "api-key").ShouldBe("somebody's own");
        policy.Decide(Requests.Get("/", ("api-key", Key))).ShouldRefuse(401, ReasonCodes.ApiKeyMissing);
    }

    [Fact]
    public void What_a_caller_says_of_himself_is_taken_off_on_every_route_of_the_listener()
    {
        var policy = Compiling.Policy(
            Manifest.Service($"- matchers: [{{prefix: /open}}]\n  routeAction: {Manifest.ToUp}\n  options: {{extauth: {{disable: true}}}}\n{Manifest.ForwardAll}", KeyManifest.Asked)
            + KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data}, headersFromMetadataEntry: {x-mail: {name: mail}}}") + KeyManifest.Secret("infra", Key)
            + Manifest.Service("other", "other.example", Manifest.ForwardAll));
        (string, string)[] forged = [("X-User-Id", "admin"), ("x-user-id", "root"), ("x-mail", "a@b")];

        var keyed = Requests.Get("/", [("api-key", Key), .. forged]);
        policy.Decide(keyed).Sent(keyed, "x-user-id").ShouldBe("infra");
        policy.Decide(keyed).Sent(keyed, "x-mail").ShouldBeNull();
        var open = Requests.Get("/open", forged);
        policy.Decide(open).Sent(open, "x-user-id").ShouldBeNull();
        var other = Requests.Make("GET", "/", forged, "other.example");
        policy.Decide(other).Sent(other, "x-user-id").ShouldBeNull();
        policy.Decide(keyed).ShouldForward().OwnedHeaders.ShouldBe(["x-user-id", "x-mail"], ignoreOrder: true);
    }

    [Fact]
    public void Nothing_is_taken_off_where_nobody_asks()
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll));
        var request = Requests.Get("/", ("x-user-id", "mine"), ("api-key", Key));

        (policy.Decide(request).Sent(request, "x-user-id"), policy.Decide(request).Sent(request, "api-key")).ShouldBe(("mine", Key));
    }

    [Theory]
    [InlineData("", "x-user-id", "x-who")]
    [InlineData("\n---\napiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {name: default, namespace: gloo-system}\nspec: {extauth: {userIdHeader: X-Who}}\n", "x-who", "x-user-id")]
    public void What_the_upstream_is_told_of_who_it_is_does_not_come_back_to_the_caller(string settings, string takenOff, string left)
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key)) + settings);

        var changes = policy.Decide(Requests.Get("/", ("api-key", Key))).ShouldForward().ResponseHeaders(new UpstreamAnswer(200, [new(takenOff, "infra"), new(left, "infra"), new("api-key", "the upstream's own")]));

        changes.Select(change => (change.Kind, change.Name.ToLowerInvariant())).ShouldBe([(HeaderChangeKind.Remove, takenOff)]);
    }

    [Fact]
    public void Another_header_tells_the_upstream_if_the_settings_say_so()
    {
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", Key))
            + "\n---\napiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {name: default, namespace: gloo-system}\nspec: {extauth: {userIdHeader: x-who}}\n");
        var request = Requests.Get("/", ("api-key", Key), ("x-who", "me"), ("x-user-id", "mine"));

        (policy.Decide(request).Sent(request, "x-who"), policy.Decide(request).Sent(request, "x-user-id")).ShouldBe(("infra", "mine"));
    }

    [Fact]
    public void What_a_Secret_says_beside_its_key_goes_into_headers()
    {
        string secrets = KeyManifest.Secret("a", "key-a", "mail: a@b.example, tier: gold") + KeyManifest.Secret("b", "key-b", "mail: b@b.example") + KeyManifest.Secret("c", "key-c", "tier: silver");
        var policy = Compiling.Policy(KeyManifest.Host(secrets, "headersFromMetadataEntry: {x-mail: {name: mail, required: true}, x-tier: {name: tier}}"));

        Sent("key-a").ShouldBe(("a@b.example", "gold"));
        Sent("key-b").ShouldBe(("b@b.example", null));
        policy.Decide(Requests.Get("/", ("api-key", "key-c"))).ShouldRefuse(401, ReasonCodes.ApiKeyMetadata);

        (string?, string?) Sent(string key)
        {
            var request = Requests.Get("/", ("api-key", key), ("x-tier", "platinum"));
            return (policy.Decide(request).Sent(request, "x-mail"), policy.Decide(request).Sent(request, "x-tier"));
        }
    }

    [Fact]
    public void The_former_spellings_say_the_same()
    {
        string secrets = KeyManifest.Secret("a", "key-a", "mail: a@b.example", "team: none") + KeyManifest.Secret("b", "key-b");
        var former = Compiling.Policy(
            Manifest.Route("{}", KeyManifest.Asked)
            + KeyManifest.Config("- apiKeyAuth: {headersFromMetadata: {x-mail: {name: mail}}, labelSelector: {team: data}, apiKeySecretRefs: [{name: a, namespace: default}]}") + secrets);
        var storage = Compiling.Policy(
            Manifest.Route("{}", KeyManifest.Asked)
            + KeyManifest.Config("- apiKeyAuth: {apiKeySecretRefs: [{name: a, namespace: default}], k8sSecretApikeyStorage: {labelSelector: {team: data}}}") + secrets);
        var request = Requests.Get("/", ("api-key", "key-a"));

        former.Decide(request).Sent(request, "x-mail").ShouldBe("a@b.example");
        former.Decide(Requests.Get("/", ("api-key", "key-b"))).ShouldForward();
        storage.Decide(request).ShouldRefuse(401, ReasonCodes.ApiKeyUnknown);
        storage.Decide(Requests.Get("/", ("api-key", "key-b"))).ShouldForward();
    }

    [Fact]
    public void All_labels_have_to_be_there()
    {
        string secrets = KeyManifest.Secret("a", "key-a", labels: "team: data, stage: live") + KeyManifest.Secret("b", "key-b") + KeyManifest.Secret("c", "key-c", labels: "team: data, stage: test");
        var policy = Compiling.Policy(Manifest.Route("{}", KeyManifest.Asked) + KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data, stage: live}}") + secrets);

        Three.Where(key => policy.Decide(Requests.Get("/", ("api-key", key))).Forwarding is not null).ShouldBe(["key-a"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_Secret_may_hold_the_digest_alone(bool hexadecimal)
    {
        byte[] digest = SHA256.HashData(Encoding.ASCII.GetBytes(Key));
        string stored = hexadecimal ? Convert.ToHexString(digest) : Convert.ToBase64String(digest);
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", stored), "digest: {algorithm: SHA256}"));

        policy.Decide(Requests.Get("/", ("api-key", Key))).ShouldForward();
        policy.Decide(Requests.Get("/", ("api-key", stored))).ShouldRefuse(401, ReasonCodes.ApiKeyUnknown);
    }

    [Fact]
    public void A_digest_may_be_made_with_a_shared_secret()
    {
        string stored = Convert.ToHexString(HMACSHA256.HashData(Encoding.ASCII.GetBytes("shared"), Encoding.ASCII.GetBytes(Key)));
        string shared = "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: shared, namespace: default}\ntype: Opaque\nstringData: {secret: shared}\n";
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", stored) + shared, "hmac: {algorithm: HMAC_SHA256, sharedSecretRef: {name: shared, namespace: default}}"));

        policy.Decide(Requests.Get("/", ("api-key", Key))).ShouldForward();
        policy.Decide(Requests.Get("/", ("api-key", stored))).ShouldRefuse(401, ReasonCodes.ApiKeyUnknown);
    }

    [Fact]
    public void Beside_a_digest_a_header_may_have_to_match_too()
    {
        string stored = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(Key)));
        var policy = Compiling.Policy(KeyManifest.Host(KeyManifest.Secret("infra", stored, "x-client: one"), "digest: {}, match: {headers: [{name: x-client}]}"));

        policy.Decide(Requests.Get("/", ("api-key", Key), ("X-Client", "one"))).ShouldForward();
        policy.Decide(Requests.Get("/", ("api-key", Key), ("x-client", "two"))).ShouldRefuse(401, ReasonCodes.ApiKeyMatch);
        policy.Decide(Requests.Get("/", ("api-key", Key))).ShouldRefuse(401, ReasonCodes.ApiKeyMatch);
        policy.Decide(Requests.Get("/", ("api-key", Key), ("x-client", "one"), ("x-client", "two"))).ShouldRefuse(401, ReasonCodes.ApiKeyMatch);
    }

    [Theory]
    [InlineData("''", "is empty")]
    [InlineData("' a'", "white space")]
    [InlineData("\"a\\n\"", "white space")]
    [InlineData("'k\u00e9y'", "not visible ASCII")]
    [InlineData("\"a\\tb\"", "not visible ASCII")]
    public void A_key_that_nobody_can_show_is_told_and_lets_nobody_in(string key, string problem)
    {
        string secret = KeyManifest.Secret("odd", "x").Replace("'x'", key, StringComparison.Ordinal);
        var compilation = Compiling.Compile(KeyManifest.Host(secret + KeyManifest.Secret("good", Key)));

        var told = compilation.Diagnostics.ShouldHaveSingleItem();
        (told.Code, told.Severity).ShouldBe((DiagnosticCodes.ApiKey, DiagnosticSeverity.Warning));
        told.Message.ShouldContain(problem);
        compilation.Policy!.Decide(Requests.Get("/", ("api-key", Key))).ShouldForward();
        foreach (string shown in Odd)
        {
            compilation.Policy!.Decide(Requests.Get("/", ("api-key", shown))).Response.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Of_two_Secrets_with_one_key_the_first_by_name_is_the_caller()
    {
        var compilation = Compiling.Compile(KeyManifest.Host(KeyManifest.Secret("b", Key) + KeyManifest.Secret("a", Key)));

        compilation.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.ApiKey);
        compilation.Policy!.Decide(Requests.Get("/", ("api-key", Key))).ExtAuthCaller!.UserId.ShouldBe("a");
    }

    [Fact]
    public void No_key_is_left_in_a_policy_or_in_what_it_says()
    {
        var compilation = Compiling.Compile(KeyManifest.Host(KeyManifest.Secret("infra", Key)));
        var policy = compilation.Policy.ShouldNotBeNull();
        var explanation = policy.Explain(Requests.Get("/", ("api-key", Key)), PolicyFacts.None, Deciding.Now);

        compilation.Secrets.ShouldBeEmpty();
        string.Join('\n', explanation.Steps.Select(step => step.Text).Concat(compilation.Diagnostics.Select(told => told.ToString()))).ShouldNotContain(Key);
        explanation.Steps.Where(step => step.Subject == ExplanationSubject.ExtAuth).Select(step => step.Text).ShouldBe(
            ["extauth default/keys: passed; it asks for an API key of 1", "config_0: the key of Secret default/infra"]);
    }
}
