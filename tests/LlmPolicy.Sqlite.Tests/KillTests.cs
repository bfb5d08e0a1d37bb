using System.Globalization;

namespace LlmPolicy.Tests;

/// <summary>
/// Processes that are killed under load, each at a random moment, and started again on what that left. LLMPOLICY_KILLS says how often (default: 40).
/// </summary>
public sealed class KillTests
{
    /// <summary>So many files are used at once.</summary>
    private const int Files = 8;

    [Fact]
    public async Task A_killed_process_loses_no_more_than_its_last_second_charges_nothing_twice_and_holds_nothing()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("LLMPOLICY_KILLS") ?? "40", CultureInfo.InvariantCulture);

        await Task.WhenAll(Enumerable.Range(0, Files).Select(_ => KillAsync(kills / Files)));
    }

    private static async Task KillAsync(int kills)
    {
        using BudgetFolder folder = new();
        var life = await KilledProcess.RunAsync(folder.File);
        life.Found.ShouldBe((0, 0));
        for (int i = 0; i < kills; i++)
        {
            var next = await KilledProcess.RunAsync(folder.File);
            next.Found.Reserved.ShouldBe(0);
            next.Found.Used.ShouldBeInRange(life.Found.Used + life.Least, life.Found.Used + life.Most, $"after {life.Length}");
            life = next;
        }
    }
}
