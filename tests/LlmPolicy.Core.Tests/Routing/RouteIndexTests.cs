using System.Text.RegularExpressions;
using System.Text;
using LlmPolicy.Codec;
using LlmPolicy.Exchanges;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Tests;

/// <summary>A host of many routes looks for the first one that fits otherwise than by trying them all, and finds the same.</summary>
public sealed class RouteIndexTests
{
    private const int Hosts = 50;
    private const int RequestsPerHost = 20_000;

    /// <summary>Few and short, so that they stand in one another's beginnings.</summary>
    private static readonly string[] Pieces = ["a", "b", "ab", "A", "B/", "a/", "-", "x.y", "1"];

    private static readonly string[] RegexEnds = ["", ".*", "[ab]+.*", "(a|b).*", "b?a", "b*", "1{0,2}.*", "|/b.*", "(?i)a.*", @"\.y", "$", "(x|1)|/a", @"\Qa|b\E", @"[(|]*", @"\|?"];

    private static readonly string[] RegexBeginnings = ["", "", "", "^", "(?i)", @"\A", ".*", "(/a|/b)", "/?", "[/]", "//*"];

    private static readonly string[] Conditions =
        ["", "", "", "", ", methods: [GET]", ", methods: [POST, PUT]", ", headers: [{name: x-a}]", ", headers: [{name: x-a, value: '1', invertMatch: true}]", ", queryParameters: [{name: q}]"];

    [Fact]
    public void The_first_route_that_fits_is_found_for_any_request()
    {
        var random = new Random(20260101);
        int found = 0;
        for (int i = 0; i < Hosts; i++)
        {
            string routes = string.Concat(Enumerable.Range(0, random.Next(8, 48)).Select(_ => Route(random)));
            var host = Compiling.Policy(Manifest.Service(routes)).Listeners.Hosts.Single();
            for (int j = 0; j < RequestsPerHost; j++)
            {
                var exchange = Begin(Request(random));
                var expected = host.Routes.Select(route => route.Match(exchange)).FirstOrDefault(matcher => matcher is not null);

                var match = host.Match(exchange);

                if (match?.Matcher != expected)
                {
                    Assert.Fail($"{exchange.Request.Method} {exchange.PathAndQuery}: {match?.Matcher} in place of {expected} in\n{routes}");
                }

                found += match is null ? 0 : 1;
                exchange.Release();
            }
        }

        ((double)found / (Hosts * RequestsPerHost)).ShouldBeInRange(0.2, 0.8);
    }

    [Theory]
    [InlineData("/v1/chat", "/v1/chat")]
    [InlineData("^/v1/.*", "/v1/")]
    [InlineData(@"/v1\.0/\d+", "/v1.0/")]
    [InlineData("/v1/(a|b)", "/v1/")]
    [InlineData("/v1[/|]a", "/v1")]
    [InlineData("/v1/a|/v2", "")]
    [InlineData("/v1/a[)]|/v2", "")]
    [InlineData("/v1/[(]a|/v2", "")]
    [InlineData("/v1/a?", "/v1/")]
    [InlineData("/v1/a*b", "/v1/")]
    [InlineData("/v1/a{0,2}", "/v1/")]
    [InlineData("/v1/a{0", "/v1/a{0")]
    [InlineData(@"/v1/\.?", "/v1/")]
    [InlineData("/v1/^*", "/v1/")]
    [InlineData("^*/v1", "")]
    [InlineData("/v1$|/", "")]
    [InlineData("(?i)/v1", "")]
    [InlineData("/v1(?i)/a", "/v1")]
    [InlineData("/v1/é", "/v1/")]
    [InlineData(@"\Q/v1\E", "")]
    [InlineData(".*", "")]
    public void What_all_paths_of_a_regex_begin_with_is_no_more_than_certain(string regex, string start) =>
        Re2.TryCreate(regex, out string? error).ShouldNotBeNull(error).Start.ShouldBe(start);

    [Fact]
    public void Paths_that_begin_with_each_other_are_found_however_many_they_are()
    {
        var policy = Compiling.Policy(Manifest.Service(string.Concat(
            Enumerable.Range(1, 200).Select(i => i * 7 % 201).Select(i => $"- matchers: [{{exact: /{new string('a', i)}}}]\n  directResponseAction: {{status: {300 + i}}}\n"))));

        Enumerable.Range(1, 200).ShouldAllBe(i => policy.Decide(Requests.Get("/" + new string('a', i))).Response!.StatusCode == 300 + i);
    }

    [Fact]
    public void Claims_in_headers_lead_to_another_of_many_routes()
    {
        string jwt = Manifest.Jwt(Keys.Hmac.Jwk(), "claimsToHeaders: [{claim: role, header: x-role}]");
        var policy = Compiling.Policy(Manifest.Service(
            Many(50) + """
            - matchers: [{prefix: /, headers: [{name: x-role, value: admin}]}]
              directResponseAction: {status: 201}
            - directResponseAction: {status: 202}
            """,
            jwt));

        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"role":"admin"}"""))).ShouldRespond(201);
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"role":"reader"}"""))).ShouldRespond(202);
    }

    [Fact]
    public void An_explanation_tells_of_every_route_that_was_tried()
    {
        var policy = Compiling.Policy(Manifest.Service(Many(50)));

        var explanation = policy.Explain(Requests.Get("/41/x"), PolicyFacts.None, Deciding.Now);

        explanation.Steps.Where(step => step.Subject is ExplanationSubject.Route).Select(step => step.Result)
            .ShouldBe([.. Enumerable.Repeat(ExplanationResult.DoesNotFit, 41), ExplanationResult.Fits]);
    }

    private static string Many(int routes) => string.Concat(Enumerable.Range(0, routes).Select(i => $"- matchers: [{{prefix: /{i}/}}]\n  directResponseAction: {{status: 200}}\n"));

    private static string Route(Random random) =>
        $"- matchers: [{string.Join(", ", Enumerable.Range(0, random.Next(1, 3)).Select(_ => Matcher(random)))}]\n  directResponseAction: {{status: 200}}\n";

    private static string Matcher(Random random)
    {
        string path = random.Next(8) switch
        {
            0 or 1 or 2 => $"prefix: '{Path(random)}'",
            3 or 4 => $"exact: '{Path(random)}'",
            5 => $"prefix: '{Path(random)}', caseSensitive: false",
            6 => $"exact: '{Path(random)}', caseSensitive: false",
            _ => $"regex: '{One(random, RegexBeginnings)}{Regex.Escape(Path(random))}{One(random, RegexEnds)}'",
        };
        return $"{{{path}{One(random, Conditions)}}}";
    }

    private static string Path(Random random)
    {
        var path = new StringBuilder("/");
        for (int pieces = random.Next(1, 6); pieces > 0; pieces--)
        {
            path.Append(One(random, Pieces));
        }

        return path.ToString();
    }

    private static PolicyRequest Request(Random random) => new()
    {
        Method = One(random, "GET", "POST", "PUT"),
        Target = Path(random) + One(random, "", "", "//", "/../b", "%41", "|") + One(random, "", "?q", "?q=1"),
        Authority = "example.com",
        Headers = random.Next(3) is var value and > 0 ? [new("x-a", value == 1 ? "1" : "2")] : [],
    };

    private static string One(Random random, params ReadOnlySpan<string> texts) => texts[random.Next(texts.Length)];

    private static Exchange Begin(PolicyRequest request) =>
        Exchange.Begin(request, PolicyFacts.None, Deciding.Now, RequestLine.Read(request, out _).ShouldNotBeNull(), null);
}
