using System.Net;
using LlmPolicy.Dashboard.Support;

namespace LlmPolicy.Dashboard;

/// <summary>No token, key or claim's value gets out of the page, at whatever state.</summary>
public sealed class SecretTests
{
    /// <summary>Claims with values that nobody else writes.</summary>
    private const string Claims = "\"sub\":\"alice\",\"email\":\"canary-email\",\"groups\":[\"canary-group\"]";

    [Fact]
    [AbuseCase("S7")]
    public async Task Nothing_that_is_secret_is_in_any_answer_or_in_the_log()
    {
        string good = Manifest.Token(Claims), refused = Manifest.Token(Claims.Replace("alice", "canary-subject", StringComparison.Ordinal)), pasted = Manifest.Token($"{Claims},\"more\":\"canary-pasted\"");
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        List<string> answers = [(await app.GetAsync("/llmpolicy")).ToString()];

        // While nobody looks, then while somebody does.
        await SendAsync(app, good, refused);
        await using (var events = await DecisionEvents.OpenAsync(app))
        {
            answers.Add(events.Response.Headers.ToString());
            await SendAsync(app, good, refused);
            for (int i = 0; i < 8; i++)
            {
                answers.Add((await events.NextAsync())!.Value.Data);
            }
        }

        foreach (string path in new[] { "", "/fresh", "/dashboard.js", "/dashboard.css" })
        {
            answers.Add((await app.GetAsync($"/llmpolicy{path}")).ToString());
        }

        foreach (string asked in new[]
        {
            $"GET /v1?access_token={pasted} HTTP/1.1\nHost: a\nX-Other: canary-header\n\ncanary-body",
            $"POST /v1/{pasted} HTTP/1.1\nAuthorization: Bearer {pasted}",
            $"curl http://a/v1 -H 'Authorization: Bearer {pasted}' -u canary-user:canary-password -d canary-data",
            $"curl http://a/v1 --canary-option-{pasted}",
            $"curl http://a/v1 -H 'Authorization: Bearer {pasted}",
            $"{pasted}",
            $"GET /v1\n{pasted}",
        })
        {
            var answer = await app.AskAsync(asked);
            ((int)answer.Status).ShouldBe(200);
            answers.Add(answer.ToString());
        }

        string all = string.Join('\n', answers.Concat(app.Logs.Lines.Where(line => !line.Category.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal)
            && !line.Category.StartsWith("Yarp.", StringComparison.Ordinal) && !line.Category.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal)
            && !line.Category.StartsWith("Microsoft.AspNetCore.Routing", StringComparison.Ordinal)).Select(line => line.Text)));
        all.ShouldContain("/v1/by-query");
        all.ShouldContain("rbac.denied");
        Canaries(all).ShouldBeEmpty();
        foreach (string token in new[] { good, refused, pasted })
        {
            foreach (string part in token.Split('.').Skip(1))
            {
                all.ShouldNotContain(part[..24]);
            }
        }
    }

    [Fact]
    public async Task An_API_key_right_or_wrong_is_nowhere()
    {
        var folder = Directory.CreateTempSubdirectory("llmpolicy-");
        const string Keys = """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs, namespace: default}
            spec:
              virtualHost:
                domains: ['*']
                options: {extauth: {configRef: {name: keys, namespace: default}}}
                routes: [{matchers: [{prefix: /v1}], routeAction: {single: {upstream: {name: llm, namespace: default}}}}]
            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: keys, namespace: default}
            spec: {configs: [{apiKeyAuth: {headerName: x-odd, labelSelector: {team: data}}}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: alice, namespace: default, labels: {team: data}}
            type: extauth.solo.io/apikey
            stringData: {api-key: canary-good}
            """;
        var setup = Manifest.Setup();
        await using (var app = await DashboardApp.StartAsync(setup with
        {
            Services = builder => builder.AddLlmPolicy().AddManifest(Keys, "policy.yaml"),
            Configuration = new(setup.Configuration)
            {
                ["Logging:LogLevel:LlmPolicy.Audit"] = "Trace",
                ["LlmPolicy:Audit:Replay"] = Path.Combine(folder.FullName, "replay.jsonl"),
            },
        }))
        {
            using var metrics = MeterWitness.Of(app.Services);
            List<string> answers = [];
            await using (var events = await DecisionEvents.OpenAsync(app))
            {
                (await app.GetAsync("/v1/a", ("X-Odd", "canary-good"))).Status.ShouldBe(HttpStatusCode.OK);
                (await app.GetAsync("/v1/b", ("X-Odd", "canary-wrong"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
                answers.Add((await events.NextAsync())!.Value.Data);
                answers.Add((await events.NextAsync())!.Value.Data);
            }

            answers.Add((await app.GetAsync("/llmpolicy")).ToString());
            answers.Add((await app.GetAsync("/llmpolicy/fresh")).ToString());
            foreach (string asked in new[] { "GET /v1/c HTTP/1.1\nHost: a\nX-Odd: canary-good", "curl http://a/v1/c -H 'x-odd: canary-wrong'" })
            {
                answers.Add((await app.AskAsync(asked)).ToString());
            }

            string all = string.Join('\n', answers.Concat(metrics.All.Select(measured => measured.Words)).Concat(app.Logs.Lines.Where(line => line.Category.StartsWith("LlmPolicy", StringComparison.Ordinal)).Select(line => line.Text)));
            all.ShouldContain("extauth.api_key_unknown");
            all.ShouldContain("the key of Secret default/alice");
            Canaries(all).ShouldBeEmpty();
            await app.StopAsync();
        }

        string kept = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "replay.jsonl"), TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);
        kept.ShouldContain("default/alice");
        Canaries(kept).ShouldBeEmpty();
    }

    /// <summary>Where something secret is told, with what stands around it.</summary>
    private static IEnumerable<string> Canaries(string told)
    {
        for (int at = told.IndexOf("canary", StringComparison.Ordinal); at >= 0; at = told.IndexOf("canary", at + 1, StringComparison.Ordinal))
        {
            yield return told[Math.Max(0, at - 80)..Math.Min(told.Length, at + 80)];
        }
    }

    private static async Task SendAsync(DashboardApp app, string good, string refused)
    {
        (await app.GetAsync($"/v1/by-query?access_token={good}&other=canary-query")).Body.ShouldContain("total_tokens");
        await app.GetAsync("/v1/by-header", ("Authorization", $"Bearer {refused}"), ("X-Other", "canary-header"));
        await app.GetAsync($"/v1/{good}", ("Authorization", $"Bearer {good}"));
        await app.GetAsync($"/none/{good}");
    }
}
