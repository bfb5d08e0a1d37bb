using LlmPolicy.Budgets;

namespace LlmPolicy.Tests;

/// <summary>The store in memory against the model. What a crash leaves is what a journal has.</summary>
public sealed class BudgetModelTests
{
    private const int Steps = 3_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public Task A_store_agrees_with_a_list_of_all_reservations(int seed) => new InMemory().RunAsync(seed, Steps);

    [Fact]
    public Task A_store_agrees_with_a_list_of_all_reservations_of_a_run_that_was_never_seen() => new InMemory().RunAsync(Environment.TickCount, Steps);

    private sealed class InMemory : ModelledStore
    {
        private readonly JumpingClock _clock = new();
        private readonly Dictionary<(string, long), CellRecord> _journal = [];
        private MemoryBudgetStore _store;

        public InMemory() => _store = Restarted();

        public override IBudgetStore Store => _store;

        public override DateTimeOffset Now => _clock.GetUtcNow();

        public override Task AdvanceAsync(TimeSpan time)
        {
            _clock.Advance(time);
            return Task.CompletedTask;
        }

        public override Task CrashAsync(BudgetModel model)
        {
            Flush();
            _store = Restarted();
            model.Crash(Now);
            return Task.CompletedTask;
        }

        public override void Stepped(Random random)
        {
            if (random.Next(30) == 0)
            {
                Flush();
            }
        }

        private MemoryBudgetStore Restarted()
        {
            MemoryBudgetStore store = new(_clock);
            store.Restore(_journal.Values);
            return store;
        }

        private void Flush()
        {
            foreach (var record in _store.TakeChanges())
            {
                _journal[(record.Counter, record.Start)] = record;
            }
        }
    }
}
