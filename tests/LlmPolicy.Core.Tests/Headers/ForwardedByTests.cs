namespace LlmPolicy.Tests;

/// <summary>What a proxy in front says of the client, as Gloo's Envoy takes it: it shows, and decides nothing.</summary>
public sealed class ForwardedByTests
{
    [Theory]
    [InlineData("https", "https")]
    [InlineData("HTTPS", "https")]
    [InlineData("http", "http")]
    [InlineData("ftp", "http")]
    [InlineData("https,https", "http")]
    public void The_scheme_that_it_names_stands_in_redirects_and_challenges(string proto, string scheme)
    {
        var policy = Compiling.Policy(Manifest.Service(
            $"- matchers: [{{prefix: /moved}}]\n  redirectAction: {{hostRedirect: new.example}}\n  options: {{jwt: {{disable: true}}}}\n{Manifest.ForwardAll}", Manifest.Jwt(Keys.Hmac.PublicKey)));

        policy.Decide(Requests.Get("/moved", ("x-forwarded-proto", proto))).ShouldRespond(301).Header("location").ShouldBe($"{scheme}://new.example/moved");
        policy.Decide(Requests.Get("/", ("x-forwarded-proto", proto))).ShouldRespond(401).Header("www-authenticate").ShouldBe($"Bearer realm=\"{scheme}://example.com/\"");
    }

    [Fact]
    public void A_host_that_answers_on_TLS_alone_is_not_had_by_naming_it()
    {
        string manifest = Manifest.Service(Manifest.ForwardAll).Replace("spec:\n  virtualHost", "spec:\n  sslConfig: {secretRef: {name: tls, namespace: default}}\n  virtualHost", StringComparison.Ordinal);

        Compiling.Policy(manifest, new() { Unenforced = new HashSet<string> { "spec.sslConfig.secretRef" } }).Decide(Requests.Get("/", ("x-forwarded-proto", "https"))).ShouldRefuse(404, ReasonCodes.NoVirtualHost);
    }

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("1.2.3.4, 10.0.0.1", "10.0.0.1")]
    [InlineData("nonsense", "203.0.113.7")]
    [InlineData("1.2.3.4, nonsense", "203.0.113.7")]
    [InlineData("1", "203.0.113.7")]
    [InlineData("", "203.0.113.7")]
    public void The_last_address_that_it_names_is_shown(string forwardedFor, string address)
    {
        var policy = Compiling.Policy(Manifest.Route("headerManipulation: {requestHeadersToAdd: [{header: {key: x-from, value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%'}}]}"));
        var request = Requests.Get("/", ("x-forwarded-for", forwardedFor)) with { RemoteAddress = "203.0.113.7" };

        policy.Decide(request).Sent(request, "x-from").ShouldBe($"{address} 203.0.113.7");
    }

    [Theory]
    [InlineData("1.2.3.4", "0 1.2.3.4:0 203.0.113.7:4711")]
    [InlineData("nonsense", "4711 203.0.113.7:4711 203.0.113.7:4711")]
    public void It_names_no_port(string forwardedFor, string shown)
    {
        var policy = Compiling.Policy(Manifest.Route("headerManipulation: {requestHeadersToAdd: [{header: {key: x-from, value: '%DOWNSTREAM_REMOTE_PORT% %DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS%'}}]}"));
        var request = Requests.Get("/", ("x-forwarded-for", forwardedFor)) with { RemoteAddress = "203.0.113.7", RemotePort = 4711 };

        policy.Decide(request).Sent(request, "x-from").ShouldBe(shown);
    }
}
