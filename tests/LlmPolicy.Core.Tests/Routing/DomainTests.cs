namespace LlmPolicy.Tests;

public sealed class DomainTests
{
    private static readonly CompiledPolicy Policy = Compiling.Policy(string.Concat(
        new[] { "api.foo.com", "'*.foo.com'", "'*-bar.foo.com'", "'*.b.foo.com'", "foo.*", "foo.b*", "'*'", "foo.com:8080" }
            .Select((domain, i) => Manifest.Service($"vs{i}", domain, $"- directResponseAction: {{status: 200, body: {domain}}}"))));

    [Theory]
    [AbuseCase("P6")]
    [InlineData("api.foo.com", "api.foo.com")]
    [InlineData("API.Foo.Com", "api.foo.com")]
    [InlineData("www.foo.com", "*.foo.com")]
    [InlineData("a.b.foo.com", "*.b.foo.com")]
    [InlineData("x-bar.foo.com", "*-bar.foo.com")]
    [InlineData("-bar.foo.com", "*.foo.com")]
    [InlineData("foo.org", "foo.*")]
    [InlineData("foo.bar", "foo.b*")]
    [InlineData("foo.b", "foo.*")]
    [InlineData("foo.", "*")]
    [InlineData(".foo.com", "*")]
    [InlineData("foo.com", "foo.*")]
    [InlineData("foo.com:8080", "foo.com:8080")]
    [InlineData("api.foo.com:80", "*")]
    [InlineData("www.foo.com.", "*")]
    [InlineData("[::1]:8080", "*")]
    public void The_exact_domain_wins_then_the_longest_ending_then_the_longest_beginning_then_any(string host, string domain)
    {
        Policy.Decide(Requests.To(host)).ShouldRespond(200).Body.ShouldBe(domain);
    }

    [Fact]
    public void A_host_of_no_virtual_host_gets_404_without_a_body()
    {
        var policy = Compiling.Policy(Manifest.Service("a", "a.example", "- directResponseAction: {status: 200}"));

        policy.Decide(Requests.To("b.example")).ShouldRefuse(404, ReasonCodes.NoVirtualHost).Body.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_virtual_host_without_domains_takes_every_host(string domains)
    {
        string manifest = Manifest.Service("- directResponseAction: {status: 200}").Replace("domains: ['*']", $"domains: {domains}", StringComparison.Ordinal);

        Compiling.Policy(manifest).Decide(Requests.To("any.example")).ShouldRespond(200);
    }

    [Theory]
    [AbuseCase("P6")]
    [InlineData("http://api.foo.com/x", "api.foo.com")]
    [InlineData("HTTPS://user@api.foo.com", "api.foo.com")]
    public void A_target_in_absolute_form_goes_by_its_own_authority(string target, string domain)
    {
        Policy.Decide(Requests.To("foo.org", target)).ShouldRespond(200).Body.ShouldBe(domain);
    }
}
