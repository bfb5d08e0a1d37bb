using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Under <c>csrf</c> a page of another site changes nothing, whatever its name has in common with this one's: host and port are those of the request or of a named site, as they are written.</summary>
public sealed class OtherSitesTests
{
    private static readonly string[] Hosts = ["app.test", "app.test:8443", "a.app.test"];

    private static readonly string[] Sites =
    [
        "app.test", "app.test:8443", "app.test:80", "app.test:443", "app.test:844", "app.test:84430", "a.app.test", "b.test", "b.test:8443", "app.test.evil.test", "app.testevil", "evil-app.test", "eapp.test",
        "app.tes", "pp.test", "APP.test", "test", "a.app.test.app.test", "b.test.evil.test", "eb.test",
    ];

    private static readonly string[][] Named = [[], ["b.test"], ["app.test:8443", "b.test"]];

    [Fact]
    public void What_changes_something_comes_from_a_page_of_its_own_host_or_of_a_named_one()
    {
        foreach (string[] named in Named)
        {
            string origins = string.Join(", ", named.Select(site => $"{{exact: '{site}'}}"));
            var policy = PolicyShape.Compile(
                $"{PolicyShape.OneRoute($"{{csrf: {{filterEnabled: {{defaultValue: {{numerator: 100}}}}, additionalOrigins: [{origins}]}}}}")}\n---\n{PolicyShape.Up}", KeyRing.Options);
            foreach (string method in new[] { "POST", "PUT", "DELETE", "PATCH", "GET", "HEAD", "OPTIONS" })
            {
                foreach (string host in Hosts)
                {
                    foreach (string? origin in Sites.Prepend(null))
                    {
                        // A Referer counts where there is no Origin.
                        foreach (string? referer in origin is null ? Sites.Prepend(null) : [null, "app.test", "b.test"])
                        {
                            string? site = origin ?? referer;
                            bool expected = method is "GET" or "HEAD" or "OPTIONS" || (site is not null && (site == host || named.Contains(site)));

                            IsAllowed(policy, method, host, origin, referer).ShouldBe(expected, $"{method} {host} by {origin} {referer}, named {string.Join(' ', named)}");
                        }
                    }

                    IsAllowed(policy, method, host, null, null, new HeaderField("origin", "null")).ShouldBe(method is "GET" or "HEAD" or "OPTIONS");
                }
            }
        }
    }

    private static bool IsAllowed(CompiledPolicy policy, string method, string host, string? origin, string? referer, params HeaderField[] more)
    {
        HeaderField[] headers =
        [
            .. more,
            .. origin is null ? Array.Empty<HeaderField>() : [new("origin", $"https://{origin}")],
            .. referer is null ? Array.Empty<HeaderField>() : [new("referer", $"https://{referer}/app.test?b.test")],
        ];
        PolicyRequest request = new() { Method = method, Target = "/", Authority = host, Headers = headers };
        bool isAllowed = policy.Evaluate(request, PolicyFacts.None, AskShape.Now).IsAllowed;
        policy.Explain(request, PolicyFacts.None, AskShape.Now).Decision.IsAllowed.ShouldBe(isAllowed);
        return isAllowed;
    }
}
