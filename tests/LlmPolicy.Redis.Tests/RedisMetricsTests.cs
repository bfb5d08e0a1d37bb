using System.Diagnostics.Metrics;
using LlmPolicy.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Tests;

/// <summary>What the store tells of itself.</summary>
public sealed class RedisMetricsTests
{
    [Fact]
    public void The_store_tells_what_is_pending_and_whether_Redis_is_down_on_the_meter_of_the_app()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var seen = MeterWitness.Of(services);
        (int pending, bool isDown) = (3, false);
        using RedisMetrics metrics = new(services.GetRequiredService<IMeterFactory>(), () => pending, () => isDown);

        seen.Now("llmpolicy.redis.pending_ends").ShouldHaveSingleItem().Value.ShouldBe(3);
        seen.Now("llmpolicy.redis.down").ShouldHaveSingleItem().Value.ShouldBe(0);
        (pending, isDown) = (0, true);
        seen.Now("llmpolicy.redis.pending_ends").ShouldHaveSingleItem().Value.ShouldBe(0);
        seen.Now("llmpolicy.redis.down").ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public void The_page_on_telemetry_lists_them_with_type_and_unit()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var seen = MeterWitness.Of(services);
        using RedisMetrics metrics = new(services.GetRequiredService<IMeterFactory>(), () => 0, () => false);

        seen.Instruments.Select(one => one.ToString()).ShouldBe(DocumentedInstrument.OfRedis.Select(one => one.ToString()));
    }

    [Fact]
    public void A_store_without_an_app_has_a_meter_of_its_own_which_ends_with_it()
    {
        RedisMetrics metrics = new(null, () => 5, () => false);
        using MeterWitness seen = new(meter => meter.Scope is null);
        seen.Now("llmpolicy.redis.pending_ends").ShouldContain(one => one.Value == 5);

        metrics.Dispose();

        seen.Now("llmpolicy.redis.pending_ends").ShouldNotContain(one => one.Value == 5);
    }
}
