using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// However a path is spelled, by runs of slashes and backslashes, escapes, escapes of escapes, dots and case: what static files, an endpoint or a middleware behind the guard may read as a guarded path is
/// not served under the route of what is open.
/// </summary>
public sealed class SpelledPathTests : IDisposable
{
    private const string Secret = "what is guarded";

    /// <summary>How the guarded route is written.</summary>
    private static readonly Dictionary<string, string> Guards = new()
    {
        ["slash"] = "prefix: /files/closed/",
        ["prefix"] = "prefix: /files/closed",
        ["exact"] = "exact: /files/closed/x.txt",
        ["regex"] = "regex: '/files/closed/.*'",
    };

    /// <summary>Who serves behind the guard: static files, a middleware, endpoints.</summary>
    private static readonly string[] Servers = ["static", "middleware", "endpoint"];

    private static readonly string Manifests = string.Join("\n---\n", [.. Guards.Select(guard => Service(guard.Key, guard.Value)), Gateway.Manifests.Upstream()]);

    private readonly TempFolder _folder = new();

    public SpelledPathTests()
    {
        foreach ((string name, string text) in ((string, string)[])[("closed", Secret), ("open", "what is open"), ("", "what is open")])
        {
            Directory.CreateDirectory(_folder[$"files/{name}"]);
            File.WriteAllText(_folder[$"files/{name}/x.txt"], text);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task What_may_be_read_as_a_guarded_path_is_not_served_by_an_open_route(bool isHttp2, bool isRoutedEarly)
    {
        await using WebApplication app = await StartAsync(isHttp2, isRoutedEarly);
        using HttpClient client = new()
        {
            BaseAddress = new Uri(app.Urls.First()),
            DefaultRequestVersion = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        int served = 0;
        List<string> broken = [];
        await Parallel.ForAsync(0, Cases.Of(3_000), TestContext.Current.CancellationToken, async (seed, _) =>
        {
            Random random = new((int)seed);
            string guard = Pick(random, [.. Guards.Keys]), server = Pick(random, Servers);
            string path = Spelled(random, random.Next(6) == 0 ? "/files/open/x.txt" : "/files/closed/x.txt");
            (int status, string body) = await AskAsync(client, $"{guard}.{server}.test", path);
            Interlocked.Add(ref served, status == 200 ? 1 : 0);
            if (status == 200 && (body == Secret || body.Split('\n').Any(read => MayBe(guard, read))))
            {
                lock (broken)
                {
                    broken.Add($"seed {seed}, {guard} and {server}: {path} as {body}");
                }
            }
        });

        broken.ShouldBeEmpty();
        served.ShouldBeGreaterThan(30);
        foreach (string host in from guard in Guards.Keys from server in Servers select $"{guard}.{server}.test")
        {
            (await AskAsync(client, host, "/files/open/x.txt")).Status.ShouldBe(200, host);
            (await AskAsync(client, host, "/files/closed/x.txt")).Status.ShouldBe(403, host);
        }
    }

    /// <summary>The path with other separators, other segments that lead nowhere, and other letters.</summary>
    private static string Spelled(Random random, string path)
    {
        StringBuilder spelled = new();
        // Some are odd in one way alone.
        int ways = random.Next(1, 16);
        foreach (string segment in path[1..].Split('/'))
        {
            int run = (ways & 1) != 0 && random.Next(2) == 0 ? random.Next(1, 7) : 1;
            for (int i = 0; i < run; i++)
            {
                // A target begins with a slash.
                spelled.Append(spelled.Length == 0 ? "/" : (ways & 2) != 0 ? Pick(random, ["/", "/", "\\", "%5c", "%5C", "%2f", "%2F", "%252f", "%252F", "%255c"]) : "/");
                if ((ways & 4) != 0 && random.Next(6) == 0)
                {
                    spelled.Append(Pick(random, [".", "%2e", "%252e", "open/..", "open/%2e%2e", "open/.%2E", "open/%252e%252e", "open\\..", "open%2f..", "open//..", "..", "open/./.."])).Append('/');
                }
            }

            foreach (char letter in segment)
            {
                spelled.Append((ways & 8) == 0 ? letter : random.Next(8) switch
                {
                    0 => char.ToUpperInvariant(letter),
                    1 => Escaped("%", letter),
                    2 => Escaped("%25", letter),
                    _ => letter,
                });
            }
        }

        return spelled.ToString();
    }

    private static string Escaped(string sign, char letter) => sign + ((int)letter).ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>Whether a reader takes what it was asked for for the guarded path: as it is or decoded once or twice more, runs of slashes merged before dots are resolved, behind it or never, in whatever case.</summary>
    private static bool MayBe(string guard, string asked)
    {
        string[] decoded = [asked, Uri.UnescapeDataString(asked), Uri.UnescapeDataString(Uri.UnescapeDataString(asked))];
        return decoded.SelectMany(path => (string[])[path, path.Replace('\\', '/')])
            .SelectMany(path => (string[])[path, Resolved(path), Merged(path), Resolved(Merged(path)), Merged(Resolved(path))])
            .Any(path => IsGuarded(guard, path.ToLowerInvariant()));
    }

    private static bool IsGuarded(string guard, string path) => guard switch
    {
        "exact" => path == "/files/closed/x.txt",
        "prefix" => path.StartsWith("/files/closed", StringComparison.Ordinal),
        _ => path.StartsWith("/files/closed/", StringComparison.Ordinal),
    };

    private static string Merged(string path) => Regex.Replace(path, "/+", "/");

    private static string Resolved(string path)
    {
        List<string> kept = [];
        foreach (string segment in path.Split('/').Skip(1))
        {
            if (segment == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("." or ".."))
            {
                kept.Add(segment);
            }
        }

        return "/" + string.Join('/', kept);
    }

    private static string Service(string name, string guard) => Gateway.Manifests.Service($$"""
        - matchers: [{ {{guard}} }]
          directResponseAction: {status: 403}
        - matchers: [{prefix: /}]
          routeAction: {single: {upstream: {name: models, namespace: default} } }
        """)
        .Replace("name: gateway", $"name: {name}", StringComparison.Ordinal)
        .Replace("\"*\"", string.Join(", ", Servers.Select(server => $"{name}.{server}.test")), StringComparison.Ordinal);

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, string host, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"{client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Host = host;
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<WebApplication> StartAsync(bool isHttp2, bool isRoutedEarly)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.AddLlmPolicy().AddManifest(Manifests);
        WebApplication app = builder.Build();
        if (isRoutedEarly)
        {
            app.UseRouting();
        }

        app.UseLlmPolicy();
        app.UseWhen(context => IsFor(context, "static"), files => files.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(_folder.FullName) }));
        app.MapWhen(context => IsFor(context, "middleware"), end => end.Run(context => context.Response.WriteAsync(context.Request.PathBase + context.Request.Path.Value)));
        if (!isRoutedEarly)
        {
            app.UseRouting();
        }

        // What an endpoint is asked for is its path, and what its values make of it.
        foreach (string pattern in (string[])["/{**rest}", "/files/{**rest}", "/files/open/{**rest}", "/files/{folder}/{name}", "/files/open/{name}"])
        {
            app.MapGet(pattern, (HttpContext context) => string.Join('\n', [context.Request.Path.Value, .. Of(pattern, context.Request.RouteValues)])).RequireHost("*.endpoint.test");
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static bool IsFor(HttpContext context, string server) => context.Request.Host.Host.EndsWith($".{server}.test", StringComparison.Ordinal);

    private static string[] Of(string pattern, RouteValueDictionary values) => [Regex.Replace(pattern, @"\{\**(\w+)\}", value => $"{values[value.Groups[1].Value]}")];

    private static string Pick(Random random, string[] among) => among[random.Next(among.Length)];
}
