using LlmPolicy.Candidate;
using LlmPolicy.Dashboard.Support;

namespace LlmPolicy.Dashboard;

/// <summary>What the page shows of a candidate.</summary>
public sealed class CandidateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-");

    private string File => Path.Combine(_folder.FullName, "candidate.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_one_there_is_no_such_section()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        string page = (await app.GetAsync("/llmpolicy")).Body;

        page.ShouldNotContain("id=\"candidate\"");
        page.ShouldNotContain("#candidate");
    }

    [Fact]
    public async Task Counts_and_differences_are_shown_each_with_its_route_both_answers_and_both_explanations()
    {
        await using var app = await StartAsync(Manifest.Text("tests", "chat").Replace("{sub: alice}", "{sub: bob}", StringComparison.Ordinal));

        await app.GetAsync("/v1", Bearer("alice"));
        string refused = (await app.GetAsync("/v1", Bearer("bob"))).Headers["x-llmpolicy-decision"];
        await app.GetAsync("/v1", Bearer("carol"));
        await ComparedAsync(app, 3);

        foreach (string path in new[] { "/llmpolicy", "/llmpolicy/fresh" })
        {
            string section = Section((await app.GetAsync(path)).Body);
            section.ShouldContain($"<code>{app.Services.GetRequiredService<CandidateReport>().Generation}</code> is asked about each request");
            Count(section, "same").ShouldBe("1");
            Count(section, "newly allowed").ShouldBe("1");
            Count(section, "newly refused").ShouldBe("1");
            Count(section, "changed").ShouldBe("0");
            Count(section, "not compared").ShouldBe("0");
            string[] differences = section.Split("<li><details id=\"c-")[1..];
            differences.Length.ShouldBe(2);
            differences[0].ShouldStartWith(refused);
            differences[0].ShouldContain("newly allowed</span> <b><bdi>default/vs:chat</bdi></b>");
            differences[0].ShouldContain("now <bdi>403 rbac.denied</bdi>, then <bdi>forwarded to default/llm</bdi>");
            differences[1].ShouldContain("newly refused</span> <b><bdi>default/vs:chat</bdi></b>");
            differences[1].ShouldContain("now <bdi>forwarded to default/llm</bdi>, then <bdi>403 rbac.denied</bdi>");
            string[] sides = differences[0].Split("<h3>")[1..];
            sides.Select(side => side.Split(':')[0]).ShouldBe(["Now", "Then"]);
            sides[0].ShouldContain($"policy.yaml({Manifest.LineOf("jwtPrincipal")},");
            sides[1].ShouldContain($"candidate.yaml({Manifest.LineOf("jwtPrincipal")},");
        }

        (await app.GetAsync("/llmpolicy")).Body.ShouldContain("<a href=\"#candidate\">");
    }

    [Fact]
    public async Task What_goes_on_otherwise_is_told_by_what_differs()
    {
        await using var app = await StartAsync(Manifest.Text("tests", "chat").Replace("name: llm,", "name: other,", StringComparison.Ordinal));

        await app.GetAsync("/v1", Bearer("alice"));
        await ComparedAsync(app, 1);

        string section = Section((await app.GetAsync("/llmpolicy")).Body);
        section.ShouldContain("changed</span> <b><bdi>default/vs:chat</bdi></b>");
        section.ShouldContain("now <bdi>forwarded to default/llm</bdi>, then <bdi>forwarded to default/other</bdi> <span class=\"quiet\">(upstream)</span>");
    }

    [Fact]
    public async Task One_that_does_not_load_says_why()
    {
        await using var app = await StartAsync("kind: <script>alert(1)</script>", "CandidateNotLoaded");

        string section = Section((await app.GetAsync("/llmpolicy")).Body);

        section.ShouldContain("The candidate's manifests do not load.");
        section.ShouldContain("candidate.yaml(1,");
        section.ShouldContain("No candidate is loaded: nothing is compared.");
        section.ShouldNotContain("<script>");
    }

    [Fact]
    public async Task One_that_does_not_load_any_more_is_compared_as_it_was()
    {
        await using var app = await StartAsync(Manifest.Text("tests", "chat"));
        string generation = app.Services.GetRequiredService<CandidateReport>().Generation!;

        await System.IO.File.WriteAllTextAsync(File, "kind: VirtualService", TestContext.Current.CancellationToken);
        await app.Logs.Seen("CandidateNotLoaded", 1);

        string section = Section((await app.GetAsync("/llmpolicy")).Body);
        section.ShouldContain("do not load, so the former ones are compared.");
        section.ShouldContain($"<code>{generation}</code> is asked about each request");
    }

    [Fact]
    public async Task Markup_in_names_and_paths_is_text()
    {
        const string Script = "<script>alert(1)</script>";
        await using var app = await StartAsync(
            Manifest.Text($"\"{Script}\"", "\"<b>'route'</b>\\u202Eevil\"").Replace("{sub: alice}", "{sub: bob}", StringComparison.Ordinal));

        await app.GetAsync($"/v1/{Script}\"'&amp;", Bearer("bob"));
        await ComparedAsync(app, 1);

        string section = Section((await app.GetAsync("/llmpolicy")).Body);
        section.ShouldContain("default/vs:&lt;b&gt;&#x27;route&#x27;&lt;/b&gt;?evil");
        section.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        section.ShouldNotContain("<script");
        section.ShouldNotContain("<b>&#x27;");
        section.ShouldNotContain("<b>'");
        section.ShouldNotContain('\u202e');
    }

    [Fact]
    public async Task No_token_claims_value_query_or_key_is_shown()
    {
        string token = Manifest.Token("\"sub\":\"canary-subject\",\"email\":\"canary-email\"");
        await using var app = await StartAsync(Manifest.Text("tests", "chat")
            .Replace("{sub: alice}", "{iss: test}", StringComparison.Ordinal).Replace("{prefix: /v1}", "{prefix: /v1, headers: [{name: x-other, value: a}]}", StringComparison.Ordinal));

        await app.GetAsync($"/v1/{token}?access_token={token}&other=canary-query", ("Authorization", $"Bearer {token}"), ("X-Other", "canary-header"));
        await app.GetAsync($"/v1/{token}?other=canary-query", ("Authorization", $"Bearer {token}"), ("X-Other", "a"));
        await ComparedAsync(app, 2);

        string section = Section((await app.GetAsync("/llmpolicy")).Body);
        section.ShouldContain("newly allowed");
        section.ShouldContain("404 route.none");
        section.ShouldNotContain("canary");
        foreach (string part in token.Split('.').Skip(1))
        {
            section.ShouldNotContain(part[..24]);
        }
    }

    private static (string, string) Bearer(string subject) => ("Authorization", $"Bearer {Manifest.Token($"\"sub\":\"{subject}\"")}");

    private static string Section(string page) => page[page.IndexOf("<section id=\"candidate\"", StringComparison.Ordinal)..].Split("</section>")[0];

    private static string Count(string section, string kind) => section.Split($"<dt>{kind}</dt><dd><bdi>")[1].Split('<')[0];

    /// <summary>Waits until so many requests have been put to the candidate, and their differences are kept.</summary>
    private static async Task ComparedAsync(DashboardApp app, int count)
    {
        var comparison = app.Services.GetRequiredService<CandidateComparison>();
        var report = app.Services.GetRequiredService<CandidateReport>();
        await comparison.Queue.StopAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
        Enum.GetValues<CandidateKind>().Sum(report.Count).ShouldBe(count);
    }

    private async Task<DashboardApp> StartAsync(string candidate, string seen = "CandidateLoaded")
    {
        System.IO.File.WriteAllText(File, candidate);
        var setup = Manifest.Setup();
        var app = await DashboardApp.StartAsync(setup with
        {
            Configuration = new(setup.Configuration) { ["LlmPolicy:Candidate:0"] = File, ["LlmPolicy:Upstreams:default:other"] = "{upstream}", ["LlmPolicy:ReloadInterval"] = "00:00:00.050" },
        });
        await app.Logs.Seen(seen, 1);
        return app;
    }
}
