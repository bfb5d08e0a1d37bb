using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text;
using LlmPolicy.Assurance.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// What a page of another site has an operator's browser send, with his cookie and without asking first, changes no budget and explains nothing; no leave is given to send more, and no answer
/// is for it to read (docs/budgets.md, docs/dashboard.md). The policy's <c>cors</c>, which knows the page, is about what the policy decides, not about these.
/// </summary>
public sealed class OperatorsBrowserTests
{
    private const string Page = "https://page.test";
    private const string Json = "application/json";

    private static readonly SigningKey Key = SigningKey.Ec();

    private static readonly string Token = Key.Sign("""{"iss":"test","sub":"alice"}""");

    /// <summary>What Fetch takes for simple, what browsers send by themselves, and none at all: a Blob without a type.</summary>
    private static readonly string?[] SimpleTypes =
    [
        null, "", "text/plain", "Text/Plain", "text/plain;charset=UTF-8", "text/plain; charset=application/json", "text/plain;application/json", "text/plain; +json", "text/plain;x=application/x+json",
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8", "application/x-www-form-urlencoded;json=+json", "multipart/form-data; boundary=b", "multipart/form-data;boundary=application/json",
        "text/ping", "application/csp-report",
    ];

    /// <summary>Ways to say a change.</summary>
    private static readonly string[] Bodies =
    [
        """{"budget":"default/tokens","key":["alice"],"unit":"tokens","change":-50}""",
        """{"budget":"default/tokens","key":["alice"]}""",
        "budget=default%2Ftokens&key=%5B%22alice%22%5D&unit=tokens&change=-50&_method=POST",
        "--b\r\nContent-Disposition: form-data; name=\"budget\"\r\nContent-Type: application/json\r\n\r\ndefault/tokens\r\n--b--\r\n",
        "",
    ];

    private static readonly string[] Changes =
    [
        "/budgets/reset", "/budgets/correct", "/budgets/reset/", "/BUDGETS/RESET", "/budgets/%72eset", "/budgets/correct?budget=default/tokens&key=[%22alice%22]&unit=tokens&change=-50", "/budgets/reset?budget=default/tokens&key=[%22alice%22]&_method=POST",
    ];

    /// <summary>Headers that need no leave, and say something of a type or a method.</summary>
    private static readonly (string Name, string Value)[] SimpleHeaders = [("Accept", Json), ("Content-Language", Json), ("Range", "bytes=0-"), ("Accept-Language", "application/json")];

    private static readonly Dictionary<string, Action<IApplicationBuilder>> InFront = new()
    {
        ["nothing"] = _ => { },
        ["UseHttpMethodOverride()"] = app => app.UseHttpMethodOverride(),
        ["UseHttpMethodOverride(FormFieldName)"] = app => app.UseHttpMethodOverride(new HttpMethodOverrideOptions { FormFieldName = "_method" }),
        ["UseRequestDecompression()"] = app => app.UseRequestDecompression(),
    };

    private static readonly string Manifests = Gateway.Manifests.Guarded(
        "{cors: {allowOrigin: ['" + Page + "'], allowMethods: ['*'], allowHeaders: ['*'], allowCredentials: true}, jwt: {providers: {p: {issuer: test, jwks: {local: {key: \"" + Key.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}}",
        Gateway.Manifests.Route("/"), Gateway.Manifests.Upstream()) + """

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: tokens, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: gateway}], key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}]}
        """;

    public static TheoryData<string, bool> Apps => new MatrixTheoryData<string, bool>(InFront.Keys, [true, false]);

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task Nothing_is_changed_by_what_needs_no_leave(string inFront, bool isHttp2)
    {
        await using Operated operated = await Operated.StartAsync(inFront, isHttp2);
        List<string> broken = [];
        // Each path, type and body with nothing in front; what stands there may have something to do with the first ones.
        foreach (string path in Changes.Take(inFront == "nothing" ? Changes.Length : 1))
        {
            foreach (string? type in SimpleTypes)
            {
                for (int i = 0; i < Bodies.Length * (isHttp2 ? 1 : 2); i++)
                {
                    using HttpRequestMessage request = operated.Request(HttpMethod.Post, path, SimpleHeaders[i % SimpleHeaders.Length], ("Origin", i % 3 == 0 ? "null" : Page), ("Sec-Fetch-Site", i % 2 == 0 ? "cross-site" : "same-site"));
                    request.Headers.TransferEncodingChunked = i >= Bodies.Length && !isHttp2;
                    request.Content = Content(Bodies[i % Bodies.Length], type);
                    await operated.ShouldChangeNothingAsync(request, $"POST {path} with {type ?? "no type"}: {Bodies[i % Bodies.Length]}", broken);
                }
            }

            foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
            {
                using HttpRequestMessage request = operated.Request(method, path, ("Origin", Page));
                await operated.ShouldChangeNothingAsync(request, $"{method} {path}", broken);
            }
        }

        broken.ShouldBeEmpty();
        foreach (string type in (string[])[Json, "application/json; charset=utf-8", "Application/JSON"])
        {
            int before = operated.Changes;
            using HttpRequestMessage request = operated.Request(HttpMethod.Post, "/budgets/reset");
            request.Content = Content(Bodies[1], type);
            (await operated.SendAsync(request)).Status.ShouldBe(200, type);
            operated.Changes.ShouldBe(before + 1, "an operator's own");
        }
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task No_leave_is_given_and_no_answer_is_for_another_site(string inFront, bool isHttp2)
    {
        await using Operated operated = await Operated.StartAsync(inFront, isHttp2);
        List<string> broken = [];
        foreach (string path in (string[])["/usage", "/budgets", "/budgets?budget=default/tokens&key=[%22alice%22]", .. Changes, "/dashboard", "/dashboard/fresh", "/dashboard/ask", "/dashboard/dashboard.js"])
        {
            foreach (string origin in (string[])[Page, "null", "https://other.test", "https://ops.test.page.test"])
            {
                foreach (string asked in (string[])["POST", "GET", "PUT", "DELETE"])
                {
                    using HttpRequestMessage preflight = operated.Request(HttpMethod.Options, path, ("Origin", origin), ("Access-Control-Request-Method", asked), ("Access-Control-Request-Headers", "content-type,authorization"));
                    Told leave = await operated.SendAsync(preflight);
                    broken.AddRange(leave.Headers.Any(IsCors) && (origin != Page || Changes.Contains(path) || path == "/dashboard/ask") ? [$"a preflight of {origin} for {asked} {path}: {leave}"] : []);
                }

                using HttpRequestMessage request = operated.Request(HttpMethod.Get, path, ("Origin", origin), ("Sec-Fetch-Site", "cross-site"), ("Authorization", $"Bearer {Token}"));
                Told answer = await operated.SendAsync(request);
                // A method that a path has not is the policy's to refuse, and nothing to read.
                broken.AddRange(answer.Headers.Any(IsCors) && answer.Status != 405 ? [$"{origin} may read {path}: {answer}"] : []);
                if (answer.Status == 200)
                {
                    broken.AddRange(!answer.Has("Cache-Control", "no-store") && !path.EndsWith(".js", StringComparison.Ordinal) ? [$"a cache may keep {path}: {answer}"] : []);
                    // What is a page may not stand in another's, nor be one of its scripts, styles or images; the rest is JSON, which is none of these.
                    broken.AddRange(path.StartsWith("/dashboard", StringComparison.Ordinal)
                        ? (answer.Has("Cross-Origin-Resource-Policy", "same-origin") && answer.Has("X-Content-Type-Options", "nosniff") && answer.Has("Content-Security-Policy", "frame-ancestors 'none'") ? [] : [$"another page may show {path}: {answer}"])
                        : (answer.Has("Content-Type", Json) ? [] : [$"another page may run {path}: {answer}"]));
                }
            }
        }

        broken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_sites_form_is_not_explained(bool isHttp2)
    {
        await using Operated operated = await Operated.StartAsync("nothing", isHttp2);
        string host = operated.Authority;
        (string? Site, string? Origin)[] others =
        [
            ("cross-site", Page), ("same-site", Page), ("none", null), ("cross-site", $"http://{host}"), ("same-site", $"http://{host}"), ("SAME-ORIGIN", Page), ("", $"http://{host}"), ("same-origin, cross-site", Page),
            (null, null), (null, "null"), (null, Page), (null, $"http://{host}.page.test"), (null, $"http://page.test/{host}"), (null, $"http://page{host}"), (null, $"http://{host}0"), (null, "http://127.0.0.1"), (null, ""), (null, host),
        ];
        foreach ((string? site, string? origin) in others)
        {
            foreach (string type in (string[])["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain"])
            {
                (await AskAsync(operated, site, origin, type)).ShouldBe(403, $"{site} {origin} {type}");
            }
        }

        (await AskAsync(operated, "same-origin", $"http://{host}", "application/x-www-form-urlencoded")).ShouldBe(200);
        (await AskAsync(operated, null, $"http://{host}", "application/x-www-form-urlencoded")).ShouldBe(200);
    }

    private static async Task<int> AskAsync(Operated operated, string? site, string? origin, string type)
    {
        (string, string)[] headers = [.. site is null ? Array.Empty<(string, string)>() : [("Sec-Fetch-Site", site)], .. origin is null ? Array.Empty<(string, string)>() : [("Origin", origin)]];
        using HttpRequestMessage request = operated.Request(HttpMethod.Post, "/dashboard/ask", headers);
        request.Content = Content("request=GET+%2F&tls=http", type);
        return (await operated.SendAsync(request)).Status;
    }

    private static bool IsCors(string line) => line.StartsWith("access-control-", StringComparison.OrdinalIgnoreCase);

    private static ByteArrayContent Content(string body, string? type)
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }

    /// <summary>An answer's status, and its header lines.</summary>
    private sealed record Told(int Status, string[] Headers)
    {
        public bool Has(string name, string value) => Headers.Any(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase) && line.Contains(value, StringComparison.Ordinal));

        public override string ToString() => $"{Status} {string.Join("; ", Headers)}";
    }

    /// <summary>A guarded app with all that is for operators, and a browser that has his cookie.</summary>
    private sealed class Operated : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ChangeCount _store;
        private readonly HttpClient _client;
        private readonly string _cookie;

        private Operated(WebApplication app, ChangeCount store, HttpClient client, string cookie) => (_app, _store, _client, _cookie) = (app, store, client, cookie);

        public int Changes => _store.Count;

        public string Authority => _client.BaseAddress!.Authority;

        public static async Task<Operated> StartAsync(string inFront, bool isHttp2)
        {
            ChangeCount store = new(new MemoryBudgetStore(new FakeTimeProvider(DateTimeOffset.UnixEpoch)));
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1));
            builder.Services.AddSingleton<IBudgetStore>(store).AddRequestDecompression().AddAuthorization().AddAuthentication("operators").AddCookie("operators");
            builder.AddLlmPolicy().AddManifest(Manifests);
            WebApplication app = builder.Build();
            InFront[inFront](app);
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseLlmPolicy();
            app.MapGet("/sign-in", context => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "operator")], "operators")))).DisableLlmPolicy();
            app.MapGet("/v1", () => "ok");
            app.MapLlmPolicyUsage("/usage");
            app.MapLlmPolicyBudgets("/budgets").RequireAuthorization();
            app.MapLlmPolicyDashboard("/dashboard").RequireAuthorization();
            await app.StartAsync(TestContext.Current.CancellationToken);
            HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            {
                BaseAddress = new Uri(app.Urls.First()),
                DefaultRequestVersion = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using HttpResponseMessage signedIn = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken);
            return new Operated(app, store, client, signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        }

        public HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
        {
            HttpRequestMessage request = new(method, path) { Version = _client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            foreach ((string name, string value) in headers.Append(("Cookie", _cookie)))
            {
                _ = request.Headers.TryAddWithoutValidation(name, value) || (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
            }

            return request;
        }

        public async Task<Told> SendAsync(HttpRequestMessage request)
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return new Told((int)answer.StatusCode, [.. answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Select(header => string.Create(CultureInfo.InvariantCulture, $"{header.Key}: {header.Value}"))]);
        }

        public async Task ShouldChangeNothingAsync(HttpRequestMessage request, string what, List<string> broken)
        {
            int before = Changes;
            Told answer = await SendAsync(request);
            broken.AddRange(answer.Status >= 400 && Changes == before ? [] : [$"{what}: {answer}, {Changes - before} changes"]);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.DisposeAsync();
        }
    }

    /// <summary>A store that counts what operators change.</summary>
    private sealed class ChangeCount(IBudgetStore inner) : WatchedStore(inner)
    {
        public int Count { get; private set; }

        public override ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default)
        {
            Count++;
            return base.CorrectAsync(counter, period, change, cancellationToken);
        }

        public override ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default)
        {
            Count++;
            return base.ResetAsync(counter, period, cancellationToken);
        }
    }
}
