using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Keys;

public sealed class RotationTests
{
    private const int Rotations = 5;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Under_load_no_token_of_the_newest_key_is_refused_and_those_of_removed_keys_are_in_the_end()
    {
        TestKey[] keys = [.. Enumerable.Range(0, Rotations + 1).Select(i => new TestKey($"key-{i}"))];
        string[] tokens = [.. keys.Select(key => key.Mint())];
        await using var server = await KeyServerStub.PublishingAsync(keys[0]);
        await using var app = await KeyedApp.StartAsync(server);
        await using Load load = new(app, tokens);
        await load.PassedAsync(0);

        for (int i = 1; i <= Rotations; i++)
        {
            // Whoever signed with the former key a moment ago is still good.
            server.Publish(keys[i], keys[i - 1]);
            app.Clock.Advance(Second / 4);
            load.Newest = i;
            await app.Clock.PassAsync(due => due < Second);
            await load.PassedAsync(i);
        }

        await load.DisposeAsync();
        load.Refused.ShouldBe(0);
        server.Asked.ShouldBe(1 + Rotations);
        for (int i = 0; i < Rotations - 1; i++)
        {
            app.Clock.Advance(Second);
            (await app.StatusAsync(tokens[i])).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    /// <summary>Workers that send tokens of the newest key without pause.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private const int Workers = 8;
        private const int RequestsEach = 25;
        private readonly Signals _signals = new();
        private readonly int[,] _passed;
        private readonly List<Task> _workers;
        private volatile bool _ended;
        private int _refused;

        public Load(KeyedApp app, string[] tokens)
        {
            _passed = new int[Workers, tokens.Length];
            _workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(app, tokens, worker)))];
        }

        public int Newest { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

        public int Refused => Volatile.Read(ref _refused);

        /// <summary>Waits until enough requests of each worker with the token of a key have passed, or one was refused: no worker is further behind than a key.</summary>
        public Task PassedAsync(int key) => _signals.UntilAsync(
            () => Refused > 0 || Enumerable.Range(0, Workers).All(worker => Volatile.Read(ref _passed[worker, key]) >= RequestsEach));

        public async ValueTask DisposeAsync()
        {
            _ended = true;
            await Task.WhenAll(_workers);
        }

        private async Task WorkAsync(KeyedApp app, string[] tokens, int worker)
        {
            while (!_ended)
            {
                int key = Newest;
                var status = await app.StatusAsync(tokens[key]);
                Interlocked.Increment(ref status == HttpStatusCode.OK ? ref _passed[worker, key] : ref _refused);
                _signals.Tell();
            }
        }
    }
}
