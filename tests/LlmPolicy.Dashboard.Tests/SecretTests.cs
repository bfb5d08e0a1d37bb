using LlmPolicy.Dashboard.Support;

namespace LlmPolicy.Dashboard;

/// <summary>No token, key or claim's value gets out of the page, at whatever state.</summary>
public sealed class SecretTests
{
    /// <summary>Claims with values that nobody else writes.</summary>
    private const string Claims = "\"sub\":\"alice\",\"email\":\"canary-email\",\"groups\":[\"canary-group\"]";

    [Fact]
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
