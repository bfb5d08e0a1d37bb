using LlmPolicy.Dashboard.Support;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Dashboard;

/// <summary>How long the stream of decisions goes on.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task It_ends_when_the_app_stops()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        await using var events = await DecisionEvents.OpenAsync(app);

        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await events.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task It_says_that_it_is_there_and_after_ten_minutes_asks_who_looks()
    {
        TestClock clock = new();
        await using var app = await DashboardApp.StartAsync(Clocked(clock));
        await using var events = await DecisionEvents.OpenAsync(app);

        await clock.TimerAsync(due => due == TimeSpan.FromSeconds(15));
        clock.Advance(TimeSpan.FromSeconds(15));

        (await events.NextAsync())!.Value.EventType.ShouldBe("beat");
        clock.Advance(TimeSpan.FromMinutes(10));
        var last = await events.NextAsync();
        (last is null || (last.Value.EventType == "beat" && await events.NextAsync() is null)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_17th_who_looks_is_told_so()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        List<DecisionEvents> open = [];
        for (int i = 0; i < 16; i++)
        {
            open.Add(await DecisionEvents.OpenAsync(app));
        }

        ((int)(await app.GetAsync("/llmpolicy/events")).Status).ShouldBe(503);
        foreach (var events in open)
        {
            await events.DisposeAsync();
        }
    }

    private static DashboardSetup Clocked(TestClock clock)
    {
        var setup = Manifest.Setup();
        return setup with
        {
            Services = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                setup.Services(builder);
            },
        };
    }
}
