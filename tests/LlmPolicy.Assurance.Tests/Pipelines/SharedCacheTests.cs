using System.Net;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Whatever an app says to caches, in whatever header and however it is written, no shared one may keep an answer to a verified caller (docs/guard.md).</summary>
public sealed class SharedCacheTests
{
    private static readonly SigningKey Signer = SigningKey.Ec();

    private static readonly string Token = Signer.Sign("""{"iss":"test","sub":"alice"}""");

    private static readonly string[][] CacheControls =
    [
        [], ["public, max-age=600"], ["max-age=600"], ["s-maxage=600"], ["PUBLIC"], ["public", "max-age=600"], ["no-store"], ["private"], ["private=\"x-user\", public"], ["max-age=\"600\", public"],
        ["=public"], ["must-revalidate, stale-while-revalidate=60"],
    ];

    private static readonly string[] Targeted = ["CDN-Cache-Control", "cdn-cache-control", "Surrogate-Control"];

    /// <summary>How the app writes it.</summary>
    private static readonly Dictionary<string, Action<HttpResponse, string, string>> Ways = new()
    {
        ["set"] = (response, name, value) => response.Headers[name] = value,
        ["append"] = (response, name, value) => response.Headers.Append(name, value),
        ["at the start"] = (response, name, value) => response.OnStarting(() =>
        {
            response.Headers.Append(name, value);
            return Task.CompletedTask;
        }),
    };

    [Fact]
    public async Task No_answer_to_a_verified_caller_may_be_kept_by_a_shared_cache()
    {
        await using WebApplication app = await StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        List<string> wrong = [];
        foreach (string way in Ways.Keys)
        {
            for (int i = 0; i < CacheControls.Length; i++)
            {
                for (int targeted = 0; targeted < 1 << Targeted.Length; targeted++)
                {
                    foreach (string carriage in new[] { "header", "query", "nobody" })
                    {
                        using HttpRequestMessage request = new(HttpMethod.Get, $"{(carriage == "nobody" ? "free" : "guarded")}?way={way}&cc={i}&targeted={targeted}{(carriage == "query" ? $"&access_token={Token}" : "")}");
                        if (carriage == "header")
                        {
                            request.Headers.Add("Authorization", $"Bearer {Token}");
                        }

                        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                        if (carriage == "nobody" ? !SaysAll(answer, i, targeted) : MayBeKept(answer))
                        {
                            wrong.Add($"{way}, {string.Join(" | ", CacheControls[i])}, {targeted}, {carriage}: {answer.Headers}");
                        }
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static bool MayBeKept(HttpResponseMessage answer)
    {
        string[] directives = [.. Lines(answer, "Cache-Control").SelectMany(line => line.Split(',')).Select(directive => directive.Trim().ToLowerInvariant())];
        return (!directives.Contains("private") && !directives.Contains("no-store"))
            || directives.Contains("public") || directives.Any(directive => directive.StartsWith("s-maxage", StringComparison.Ordinal))
            || Targeted.Any(name => Lines(answer, name).Length > 0);
    }

    /// <summary>What the app says to whoever is nobody's caller is its own business.</summary>
    private static bool SaysAll(HttpResponseMessage answer, int cacheControl, int targeted) =>
        (Lines(answer, "Cache-Control").Length > 0) == (CacheControls[cacheControl].Length > 0) && Targeted.Where((_, bit) => (targeted & (1 << bit)) != 0).All(name => Lines(answer, name).Length > 0);

    private static string[] Lines(HttpResponseMessage answer, string name) => answer.Headers.NonValidated.TryGetValues(name, out var lines) ? [.. lines] : [];

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.AddLlmPolicy().AddManifest(Gateway.Manifests.Guarded(
            "{jwt: {providers: {p: {issuer: test, jwks: {local: {key: \"" + Signer.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}}",
            string.Join("\n", Gateway.Manifests.Route("/free", options: "jwt: {disable: true}"), Gateway.Manifests.Route("/"))) + "\n---\n" + Gateway.Manifests.Upstream());
        WebApplication app = builder.Build();
        app.UseLlmPolicy();
        app.Map("/{**path}", (HttpContext context) =>
        {
            var query = context.Request.Query;
            var write = Ways[query["way"].ToString()];
            foreach (string line in CacheControls[Number("cc")])
            {
                write(context.Response, "Cache-Control", line);
            }

            foreach (string name in Targeted.Where((_, bit) => (Number("targeted") & (1 << bit)) != 0))
            {
                write(context.Response, name, "public, max-age=600");
            }

            return "ok";

            int Number(string name) => int.Parse(query[name].ToString(), System.Globalization.CultureInfo.InvariantCulture);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
