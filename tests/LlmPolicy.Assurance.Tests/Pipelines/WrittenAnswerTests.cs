using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmPolicy.Assurance.Tokens;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// However a guarded app writes its answer, over HTTP/1.1 and HTTP/2, with a middleware in front of the guard or behind it: a list of models shows what the caller may ask for, what the answer
/// used is metered and settled, no shared cache may keep it.
/// </summary>
public sealed class WrittenAnswerTests : IDisposable
{
    private static readonly SigningKey Key = SigningKey.Ec();

    /// <summary>Of each caller the models are another's secret.</summary>
    private static readonly string[] Callers = ["alice", "bob"];

    private static readonly Dictionary<string, string> Tokens = Callers.ToDictionary(caller => caller, caller => Key.Sign($$"""{"iss":"test","sub":"{{caller}}"}"""));

    private static readonly Dictionary<string, (string Type, string Text)> Answers = new()
    {
        ["list"] = ("application/json", """{"object":"list","data":[{"id":"of-alice-1","object":"model"},{"id":"of-bob-1","object":"model"},{"id":"of-alice-2","object":"model"},{"id":"of-bob-2","object":"model"}]}"""),
        ["chat"] = ("application/json", """{"id":"1","object":"chat.completion","model":"m","choices":[{"message":{"content":"hello"}}],"usage":{"prompt_tokens":40,"completion_tokens":60,"total_tokens":100}}"""),
        ["stream"] = (
            "text/event-stream",
            "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"hello\"}}]}\n\ndata: {\"id\":\"1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":60,\"total_tokens\":100}}\n\ndata: [DONE]\n\n"),
    };

    private static readonly Dictionary<string, Action<IApplicationBuilder>> Others = new()
    {
        ["nothing"] = _ => { },
        ["response compression"] = app => app.UseResponseCompression(),
        ["an output cache"] = app => app.UseOutputCache(),
        ["response caching"] = app => app.UseResponseCaching(),
        ["an error page"] = app => app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("an error page"))),
    };

    private static readonly string Manifests = Gateway.Manifests.Guarded(
        "{jwt: {providers: {p: {issuer: test, jwks: {local: {key: \"" + Key.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}}", Gateway.Manifests.Route("/"), Gateway.Manifests.Upstream()) + """

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: gateway}]
          rules:
            - {principals: [{jwtPrincipal: {claims: {sub: alice}}}], models: ['of-alice-*']}
            - {principals: [{jwtPrincipal: {claims: {sub: bob}}}], models: ['of-bob-*']}
          filterModelList: true
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: tokens, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: gateway}], key: [{claim: sub}], limits: [{tokens: 100000000, per: DAY}]}
        """;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, WrittenAnswer> _answers;

    public WrittenAnswerTests()
    {
        Directory.CreateDirectory(_folder["v1"]);
        // Static files have a list where it is asked for.
        _answers = Answers.ToDictionary(answer => answer.Key, answer => new WrittenAnswer(Encoding.UTF8.GetBytes(answer.Value.Text), answer.Value.Type, _folder[answer.Key == "list" ? "v1/models" : answer.Key]));
        foreach (WrittenAnswer answer in _answers.Values)
        {
            File.WriteAllBytes(answer.File, answer.Bytes);
        }
    }

    public static TheoryData<string, bool> Neighbours => [.. from other in Others.Keys from isInFront in (bool[])[true, false] where isInFront || other != "nothing" select (other, isInFront)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Neighbours))]
    public async Task It_is_cut_metered_and_private(string other, bool isInFront)
    {
        (await BrokenAsync(other, isInFront)).ShouldBeEmpty();
    }

    private async Task<List<string>> BrokenAsync(string other, bool isInFront)
    {
        SettledStore store = new(new MemoryBudgetStore(new FakeTimeProvider(DateTimeOffset.UnixEpoch)));
        await using WebApplication app = await StartAsync(other, isInFront, store);
        List<string> broken = [];
        foreach ((string url, Version version) in app.Urls.Zip([HttpVersion.Version11, HttpVersion.Version20]))
        {
            using HttpClient client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = new Uri(url), DefaultRequestVersion = version };
            int asked = 0;
            foreach (string caller in Callers)
            {
                decimal used = await UsedAsync(client, caller);
                foreach (string kind in Answers.Keys)
                {
                    foreach (string way in WrittenAnswers.Whole.Keys.Concat(WrittenAnswers.Broken.Keys).Concat(kind == "list" ? ["static files", "a range of static files", "a range"] : []))
                    {
                        if (other == "an output cache" && !isInFront && WrittenAnswers.Unflushed.Contains(way))
                        {
                            continue;
                        }

                        // Each caller has each kind of answer in each way; both of them have a list in the same way, one behind the other.
                        if (kind != "list" && (asked++ % 2 == 0) != (caller == "alice"))
                        {
                            continue;
                        }

                        Told told = await AskAsync(client, caller, kind, way);
                        await store.NothingReservedAsync();
                        // Of lists nothing is used, all together.
                        decimal now = kind == "list" && way != "a range" ? used : await UsedAsync(client, caller);
                        broken.AddRange(Faults(kind, way, caller, told, now - used).Select(fault => $"HTTP/{version} {caller} {kind} by {way}: {fault}"));
                        used = now;
                    }
                }
            }
        }

        return broken;
    }

    private static IEnumerable<string> Faults(string kind, string way, string caller, Told told, decimal used)
    {
        bool isWhole = WrittenAnswers.Whole.ContainsKey(way) || way == "static files";
        if (isWhole && told.Status != 200)
        {
            yield return $"{told.Status} {told.Body}";
        }

        if (told.Body.Contains(caller == "alice" ? "of-bob" : "of-alice", StringComparison.Ordinal))
        {
            yield return $"another caller's models: {told.Body}";
        }

        string own = $"of-{caller}";
        if (isWhole && kind == "list" && (told.Body.Split(own).Length != 3 || told.Body.Split("\"id\"").Length != 3))
        {
            yield return $"not his own models: {told.Body}";
        }

        if (isWhole && kind != "list" && (!told.Body.Contains("hello", StringComparison.Ordinal) || told.Body.Contains("usage", StringComparison.Ordinal) != (kind == "chat") || used != 100))
        {
            yield return $"{used} used: {told.Body}";
        }

        if (kind == "list" && used != 0)
        {
            yield return $"{used} used of a list";
        }

        if (told.Status == 200 && !told.CacheControl.Contains("private", StringComparison.Ordinal) && !told.CacheControl.Contains("no-store", StringComparison.Ordinal))
        {
            yield return $"any cache may keep it: {told.CacheControl}";
        }

        if (told.CacheControl.Contains("public", StringComparison.Ordinal))
        {
            yield return $"a shared cache may keep it: {told.CacheControl}";
        }
    }

    /// <summary>All that came of an answer, though it may have broken off.</summary>
    private static async Task<Told> AskAsync(HttpClient client, string caller, string kind, string way)
    {
        using HttpRequestMessage request = Request(client, kind == "list" ? HttpMethod.Get : HttpMethod.Post, kind == "list" ? "/v1/models" : "/v1/chat/completions", caller);
        request.Headers.Add("x-way", way);
        request.Headers.Add("x-kind", kind);
        if (way.StartsWith("a range", StringComparison.Ordinal))
        {
            request.Headers.Range = new RangeHeaderValue(30, 160);
        }

        if (kind != "list")
        {
            request.Content = new StringContent($$"""{"model":"of-{{caller}}-1","stream":{{(kind == "stream" ? "true" : "false")}},"max_tokens":60,"messages":[]}""", Encoding.UTF8, "application/json");
        }

        StringBuilder body = new();
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            string cacheControl = string.Join(", ", answer.Headers.NonValidated.TryGetValues("Cache-Control", out var lines) ? lines : []);
            try
            {
                await using Stream stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
                byte[] block = new byte[4_096];
                for (int read; (read = await stream.ReadAsync(block, TestContext.Current.CancellationToken)) > 0;)
                {
                    body.Append(Encoding.UTF8.GetString(block, 0, read));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Cut: what came until then counts.
            }

            return new Told((int)answer.StatusCode, cacheControl, body.ToString());
        }
        catch (HttpRequestException e)
        {
            return new Told(0, "", e.Message);
        }
    }

    private static async Task<decimal> UsedAsync(HttpClient client, string caller)
    {
        using HttpRequestMessage request = Request(client, HttpMethod.Get, "/usage", caller);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        JsonElement limit = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("budgets")[0].GetProperty("limits")[0];
        limit.GetProperty("reserved").GetDecimal().ShouldBe(0);
        return limit.GetProperty("used").GetDecimal();
    }

    private static HttpRequestMessage Request(HttpClient client, HttpMethod method, string path, string caller)
    {
        HttpRequestMessage request = new(method, path) { Version = client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens[caller]);
        return request;
    }

    private async Task<WebApplication> StartAsync(string other, bool isInFront, IBudgetStore store)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(store).AddResponseCompression(compression => compression.MimeTypes = ["application/json", "text/event-stream"]).AddResponseCaching().AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache()));
        builder.AddLlmPolicy().AddManifest(Manifests);
        WebApplication app = builder.Build();
        app.UseRouting();
        (isInFront ? Others[other] : Others["nothing"])(app);
        app.UseLlmPolicy();
        (isInFront ? Others["nothing"] : Others[other])(app);
        ((IApplicationBuilder)app).MapWhen(context => context.Request.Headers["x-way"].ToString().EndsWith("static files", StringComparison.Ordinal), files => files.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(_folder.FullName),
            ServeUnknownFileTypes = true,
            DefaultContentType = "application/json",
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=60",
        }));
        app.MapWhen(context => context.Request.Headers.ContainsKey("x-way"), end => end.Run(context =>
        {
            string way = context.Request.Headers["x-way"].ToString();
            WrittenAnswer answer = _answers[context.Request.Headers["x-kind"].ToString()];
            context.Response.ContentType = answer.Type;
            context.Response.Headers.CacheControl = "public, max-age=60";
            return (WrittenAnswers.Whole.GetValueOrDefault(way) ?? WrittenAnswers.Broken.GetValueOrDefault(way) ?? WrittenAnswers.Whole["PhysicalFile"])(context, answer);
        }));
        app.MapLlmPolicyUsage("/usage");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>What a client got.</summary>
    private sealed record Told(int Status, string CacheControl, string Body);
}
