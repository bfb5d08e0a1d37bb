using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A source of secrets that does not answer holds neither the start nor a reload.</summary>
public sealed class HangingSourceTests : IDisposable
{
    private const int Routes = 3;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(SourceFault.Hangs))]
    [InlineData(nameof(SourceFault.Blocks))]
    public async Task A_changed_policy_takes_over_while_it_does_not_answer(string name)
    {
        using HostileSource source = new(Enum.Parse<SourceFault>(name));
        await using HostileServer upstream = HostileServer.Sound();
        _folder.Write("policy.yaml", HostileSource.Service("", Routes));
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Policies.ModelsHost] = upstream.Port }, Policies.Upstream, new TestClock(), services => services.AddSingleton<ISecretSource>(source),
            ("LlmPolicy:Manifests:0", _folder.FullName));
        await source.AskedAsync(Routes);

        for (int version = 1; version <= 3; version++)
        {
            _folder.Write("policy.yaml", HostileSource.Service($"- matchers: [{{exact: /version}}]\n  directResponseAction: {{status: {200 + version}}}\n", Routes));
            await gateway.Clock.PassAsync(due => due == Look);
            await gateway.Clock.PassAsync(due => due == Look);
            await gateway.Logs.SeenAsync("PolicyLoaded", 1 + version);

            (await gateway.AskAsync("GET /version HTTP/1.1\nHost: plain.test")).Status.ShouldBe(200 + version);
        }
    }
}
