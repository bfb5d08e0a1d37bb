using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>Some thousand spellings of guarded endpoints' paths, by raw socket: whatever is served is served by the route written for it.</summary>
public sealed class SpellingAttackTests
{
    private const int Seed = 20261124;

    /// <summary>Each endpoint's pattern, a path of it as its author would write it, and the route that is written for that path.</summary>
    private static readonly (string Pattern, string Path, string Route)[] Endpoints =
    [
        ("/admin", "/admin", "admin"),
        ("/Admin/Users", "/Admin/Users", "users"),
        ("/reports/{year:int}/summary", "/reports/2026/summary", "reports"),
        ("/files/private/{**path}", "/files/private/a/b.txt", "private"),
        ("/files/{**path}", "/files/a/b.txt", "files"),
        ("/items/{id?}", "/items", "items"),
        ("/items/{id?}", "/items/7", "item"),
        ("/doc.{ext}", "/doc.json", "doc"),
        ("/", "/", "root"),
    ];

    private static readonly string Manifest = TestManifest.Open(
        TestManifest.Marked("exact: /admin", "admin")
        + TestManifest.Marked("prefix: /Admin/Users", "users")
        + TestManifest.Marked("regex: '/reports/[0-9]{4}/summary'", "reports")
        + TestManifest.Marked("prefix: /files/private/", "private")
        + TestManifest.Marked("prefix: /files/", "files")
        + TestManifest.Marked("exact: /items", "items")
        + TestManifest.Marked("prefix: /items/", "item")
        + TestManifest.Marked("exact: /doc.json", "doc")
        + TestManifest.Marked("exact: /", "root")
        + TestManifest.Marked("prefix: /", "anyone"));

    [Fact]
    [AbuseCase("P1")]
    public async Task No_spelling_is_served_under_another_routes_policy() => await Attack("", a => a.UseRouting());

    [Fact]
    public async Task No_spelling_under_a_path_base_is_served_under_another_routes_policy() => await Attack("/base", a =>
    {
        a.UsePathBase("/base");
        a.UseRouting();
    });

    [Fact]
    [AbuseCase("P1")]
    public async Task No_spelling_is_served_to_a_caller_without_a_token()
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(manifest, MapEndpoints));

        var outcome = await Send(app, "", 1500);

        outcome.Served.ShouldBeEmpty();
    }

    private static async Task Attack(string pathBase, Action<WebApplication> routing)
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest.Replace("exact: /", $"exact: {pathBase}/", StringComparison.Ordinal)
                .Replace("prefix: /", $"prefix: {pathBase}/", StringComparison.Ordinal)
                .Replace("regex: '/", $"regex: '{pathBase}/", StringComparison.Ordinal)),
            Pipeline = a =>
            {
                routing(a);
                a.UseLlmPolicy();
                MapEndpoints(a);
            },
        });
        foreach ((string _, string path, string route) in Endpoints)
        {
            (await app.Raw().Get(pathBase + path)).Body.ShouldEndWith($" {route}", customMessage: $"{path} {app.Logs.Errors}");
        }

        var outcome = await Send(app, pathBase, 4000);

        outcome.Wrong.ShouldBeEmpty();
        // An attack that gets nowhere at all would show nothing.
        outcome.Served.Count.ShouldBeGreaterThan(400);
        outcome.Refused.ShouldBeGreaterThan(400);
    }

    private static void MapEndpoints(WebApplication app)
    {
        foreach (string pattern in Endpoints.Select(e => e.Pattern).Distinct())
        {
            app.MapGet(pattern, (HttpRequest r) => $"{pattern} {Uri.EscapeDataString(r.RouteValues.Values.SingleOrDefault()?.ToString() ?? "-")} {r.Headers["x-route"]}");
        }
    }

    private static async Task<Outcome> Send(TestApp app, string pathBase, int count)
    {
        Spellings spellings = new(new Random(Seed));
        Outcome outcome = new([], [], 0);
        var client = app.Raw();
        for (int i = 0; i < count; i++)
        {
            string target = spellings.Of(pathBase + Endpoints[i % Endpoints.Length].Path);
            var response = await client.Get(target);
            if (response.Status != 200)
            {
                outcome = outcome with { Refused = outcome.Refused + 1 };
                continue;
            }

            outcome.Served.Add(target);
            string[] answer = response.Body.Split(' ');
            if (answer[2] != RouteFor(answer[0], answer[1]))
            {
                outcome.Wrong.Add($"{target} -> {response.Body}");
            }
        }

        return outcome;
    }

    // What the manifest says for the endpoint and values that a spelling led to.
    private static string RouteFor(string pattern, string values) => pattern switch
    {
        "/admin" => "admin",
        "/Admin/Users" => "users",
        "/reports/{year:int}/summary" when values.Length == 4 => "reports",
        "/files/private/{**path}" => "private",
        "/files/{**path}" => "files",
        "/items/{id?}" => values == "-" ? "items" : "item",
        "/doc.{ext}" when values.Equals("json", StringComparison.OrdinalIgnoreCase) => "doc",
        "/" => "root",
        _ => "anyone",
    };

    private sealed record Outcome(List<string> Served, List<string> Wrong, int Refused);
}
