using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Audit;
using LlmPolicy.Background;
using LlmPolicy.Candidate;
using LlmPolicy.Replay;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Telemetry;

/// <summary>What came of the work beside the requests, as metrics.</summary>
public sealed class BackgroundMetricsTests : IDisposable
{
    private static readonly string Open = TestManifest.Open(TestManifest.Route("prefix: /"));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Requests_that_were_put_to_the_candidate_are_counted_by_what_it_would_have_changed()
    {
        string live = TestManifest.Open($"{TestManifest.Route("prefix: /same")}\n{TestManifest.Route("prefix: /changed")}\n{TestManifest.Route("prefix: /refused")}");
        string candidate = TestManifest.Open($"{TestManifest.Route("prefix: /same")}\n{TestManifest.Route("prefix: /changed", "prefixRewrite: /v2")}\n{TestManifest.Route("prefix: /allowed")}");
        await using var app = await StartAsync(live, candidate);
        using var seen = MeterWitness.Of(app.Services);

        foreach (string path in (string[])["/same", "/changed", "/changed", "/refused", "/refused", "/refused", "/allowed", "/allowed", "/allowed", "/allowed"])
        {
            await app.Get(path);
        }

        await EmptiedAsync(app.Services.GetRequiredService<CandidateComparison>().Queue);
        seen.Now("llmpolicy.candidate.decisions").Select(one => (one.Words, one.Value)).ShouldBe(
            [("same", 1), ("changed", 2), ("newly_refused", 3), ("newly_allowed", 4), ("not_compared", 0)], ignoreOrder: true);
        Dropped(seen).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task What_is_lost_is_counted_by_what_it_was_for()
    {
        await using var app = await StartAsync(
            Open, Open, ("Logging:LogLevel:LlmPolicy.Audit", "Information"), ("LlmPolicy:Audit:Replay", _folder["replay.jsonl"]));
        using var seen = MeterWitness.Of(app.Services);

        // What can't be worked on is lost, as what finds no room is.
        await LoseAsync(app.Services.GetRequiredService<AuditLog>().Queue, 3);
        await LoseAsync(app.Services.GetRequiredService<CandidateComparison>().Queue, 2);
        await LoseAsync(app.Services.GetRequiredService<ReplayLog>().Queue, 1);

        Dropped(seen).ShouldBe((3, 2, 1));
    }

    [Fact]
    public async Task All_of_it_is_zero_where_none_is_asked_for()
    {
        await using var app = await StartAsync(Open, null);
        using var seen = MeterWitness.Of(app.Services);

        await app.Get("/x");

        seen.Now("llmpolicy.candidate.decisions").Select(one => one.Value).ShouldBe([0, 0, 0, 0, 0]);
        Dropped(seen).ShouldBe((0, 0, 0));
    }

    private static (double Audit, double Candidate, double Replay) Dropped(MeterWitness seen) =>
        (Only(seen, "llmpolicy.audit.dropped"), Only(seen, "llmpolicy.candidate.dropped"), Only(seen, "llmpolicy.replay.dropped"));

    private static double Only(MeterWitness seen, string name) => seen.Now(name).ShouldHaveSingleItem().Value;

    private static Task LoseAsync<T>(BackgroundQueue<T> queue, int count)
        where T : class
    {
        for (int i = 0; i < count; i++)
        {
            queue.Add(null!);
        }

        return EmptiedAsync(queue);
    }

    private static Task EmptiedAsync(IBackgroundQueue queue) => queue.StopAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

    private async Task<TestApp> StartAsync(string live, string? candidate, params (string Key, string? Value)[] configuration)
    {
        Dictionary<string, string?> all = new(configuration.Select(each => KeyValuePair.Create(each.Key, each.Value)));
        if (candidate is not null)
        {
            _folder.Write("candidate.yaml", candidate);
            all.Add("LlmPolicy:Candidate:0", _folder["candidate.yaml"]);
        }

        var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = all,
            Services = builder =>
            {
                builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
                builder.AddLlmPolicy().AddManifest(live, "live.yaml");
            },
            Pipeline = pipeline =>
            {
                pipeline.UseLlmPolicy();
                pipeline.MapGet("/{**path}", () => "served");
            },
        });
        if (candidate is not null)
        {
            await app.Logs.Seen("CandidateLoaded", 1);
        }

        return app;
    }
}
