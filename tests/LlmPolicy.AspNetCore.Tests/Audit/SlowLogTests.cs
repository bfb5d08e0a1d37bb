using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Audit;

namespace LlmPolicy.AspNetCore.Tests.Audit;

/// <summary>A log that is slower than the requests, or stands still.</summary>
public sealed class SlowLogTests
{
    private const int Requests = 10_000;
    private const int Sent = 16;

    [Fact]
    public async Task No_request_waits_for_a_log_that_stands_still_and_what_is_lost_is_counted()
    {
        using BlockedLog log = new(AuditLog.Category);
        await using var app = await AuditApp.StartAsync(log, AuditApp.On);

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = Sent, CancellationToken = TestContext.Current.CancellationToken }, async (_, _) =>
            (await AuditApp.PostAsync(app, null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized));

        log.Lines.ShouldBeEmpty();
        var audit = app.Services.GetRequiredService<AuditLog>();
        audit.Dropped.ShouldBeInRange(1, Requests - 1);
        log.LetGo();
        await AuditApp.StopAsync(app);
        (log.Lines.Count + audit.Dropped).ShouldBe(Requests);
        app.Logs.Named("BackgroundDropped").ShouldHaveSingleItem().Text.ShouldContain($"{audit.Dropped} audit records");
    }
}
