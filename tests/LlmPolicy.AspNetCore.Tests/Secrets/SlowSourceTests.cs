using System.Collections.Concurrent;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Secrets;

/// <summary>What a source of secrets that does not answer holds up, and what it does not.</summary>
public sealed class SlowSourceTests : IDisposable
{
    private const int Routes = 6;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly TestClock _clock = new();
    private readonly Unanswered _vault = new();
    private readonly TempFolder _folder = new();

    public SlowSourceTests() => _clock.SetUtcNow(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_start_does_not_wait_for_it_and_all_secrets_are_asked_for_side_by_side()
    {
        _folder.Write("policy.yaml", Manifest(Routes));
        await using var app = await Start(_vault);

        await _vault.AskedAsync(Routes);
        app.Logs.Named("Route").ShouldHaveSingleItem().Text.ShouldContain("prefix /open");

        await _clock.TimersAsync(Routes, due => due == Limit);
        _clock.Advance(Limit);
        await app.Logs.Seen("Route", Routes + 1);
        app.Logs.Named("Route").Count(l => l.Text.Contains("NOT usable", StringComparison.Ordinal)).ShouldBe(Routes);
    }

    [Fact]
    public async Task A_changed_policy_takes_over_without_waiting_for_it_and_reports_itself_alone()
    {
        _folder.Write("policy.yaml", Manifest(Routes));
        await using var app = await Start(_vault);
        await _vault.AskedAsync(Routes);

        _folder.Write("policy.yaml", Manifest(Routes + 1));
        await _clock.PassAsync(due => due == Look);
        await _clock.PassAsync(due => due == Look);

        await app.Logs.Seen("PolicyLoaded", 2);
        await _vault.AskedAsync(Routes + 1);
        await _clock.TimersAsync(Routes + 1, due => due == Limit);
        _clock.Advance(Limit);
        await app.Logs.Seen("Route", 2 + Routes + 1);
        app.Logs.Named("Route").Count(l => l.Text.Contains("NOT usable", StringComparison.Ordinal)).ShouldBe(Routes + 1);
    }

    [Fact]
    public async Task The_host_stops_while_it_is_still_being_asked()
    {
        _folder.Write("policy.yaml", Manifest(Routes));
        await using (await Start(_vault))
        {
            await _vault.AskedAsync(Routes);
        }
    }

    [Fact]
    public async Task A_source_that_blocks_its_thread_holds_a_request_for_no_longer_than_five_seconds_and_is_asked_again()
    {
        _folder.Write("policy.yaml", Manifest(0));
        using Blocking source = new();
        await using var app = await Start(source);
        var generation = app.Services.GetRequiredService<PolicyStore>().Current;
        var resolver = app.Services.GetRequiredService<SecretResolver>();

        for (int i = 1; i <= 2; i++)
        {
            var request = resolver.ResolveAsync(new("default", "key"), generation, TestContext.Current.CancellationToken).AsTask();
            await source.Asked.UntilAsync(() => source.Questions == i);
            await _clock.TimersAsync(2, due => due == Limit);
            _clock.Advance(Limit);
            (await request).ShouldBeNull();
        }
    }

    private static string Manifest(int routes) => TestManifest.Open(string.Concat(
        Enumerable.Range(0, routes).Select(i => TestManifest.Route($"prefix: /{i}", $$"""
            headerManipulation:
              requestHeadersToAdd:
                - headerSecretRef: {name: key-{{i}}, namespace: default}
            """) + "\n")
        .Append(TestManifest.Route("prefix: /open"))));

    private Task<TestApp> Start(ISecretSource source) => TestApp.OnTestServer(new Setup
    {
        Configuration = { ["LlmPolicy:Manifests:0"] = _folder.FullName },
        Services = b =>
        {
            b.Services.AddSingleton<TimeProvider>(_clock).AddSingleton(source);
            b.AddLlmPolicy();
        },
    }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private sealed class Unanswered : ISecretSource
    {
        private readonly ConcurrentDictionary<ResourceName, bool> _asked = new();
        private readonly Signals _signals = new();

        public Task AskedAsync(int secrets) => _signals.UntilAsync(() => _asked.Count == secrets);

        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
        {
            _asked[secret] = true;
            _signals.Tell();
            return new(new TaskCompletionSource<HeaderSecret?>().Task);
        }
    }

    private sealed class Blocking : ISecretSource, IDisposable
    {
        private readonly ManualResetEventSlim _over = new();
        private int _questions;

        public Signals Asked { get; } = new();

        public int Questions => _questions;

        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            Asked.Tell();
            _over.Wait(CancellationToken.None);
            return default;
        }

        public void Dispose() => _over.Set();
    }
}
