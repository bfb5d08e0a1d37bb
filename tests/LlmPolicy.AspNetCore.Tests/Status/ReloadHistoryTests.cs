using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Status;

namespace LlmPolicy.AspNetCore.Tests.Status;

/// <summary>What an operator is told of the manifests as they were read.</summary>
public sealed class ReloadHistoryTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly TempFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_bad_change_is_known_with_its_diagnostics_until_a_good_one_takes_over()
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await StartAsync();
        var reloads = app.Services.GetRequiredService<ReloadHistory>();
        string? first = reloads.Running?.Generation;
        first.ShouldBe(Current(app));
        reloads.Rejected.ShouldBeNull();

        _folder.Write("policy.yaml", Answering(202).Replace("prefix", "praefix", StringComparison.Ordinal));
        await LookTwiceAsync();
        await app.Logs.Seen("PolicyNotReloaded", 1);
        reloads.Rejected.ShouldNotBeNull().Diagnostics.ShouldContain(diagnostic => diagnostic.Message.Contains("praefix", StringComparison.Ordinal));
        (reloads.Running?.Generation, reloads.TakenOver, reloads.NotTakenOver).ShouldBe((first, 1, 1));

        _folder.Write("policy.yaml", Answering(203));
        await LookTwiceAsync();
        await app.Logs.Seen("PolicyLoaded", 2);
        reloads.Rejected.ShouldBeNull();
        (reloads.Running?.Generation, reloads.TakenOver, reloads.NotTakenOver).ShouldBe((Current(app), 2, 1));
        reloads.Recent.Select(reload => reload.Generation).ShouldBe([Current(app), null, first]);
    }

    [Fact]
    public async Task A_folder_that_could_not_be_read_for_a_while_is_no_longer_a_problem_when_it_is_back_as_it_was()
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await StartAsync();
        var reloads = app.Services.GetRequiredService<ReloadHistory>();

        using TempFolder away = new();
        Directory.Move(_folder.FullName, away["gone"]);
        await _clock.PassAsync(due => due == Look);
        await app.Logs.Seen("PolicyNotReloaded", 1);
        reloads.Rejected.ShouldNotBeNull().Problem.ShouldNotBeNull().ShouldContain("neither a file nor a folder");

        Directory.Move(away["gone"], _folder.FullName);
        await _clock.PassAsync(due => due == Look);

        // The look has ended when the next one is waited for.
        await _clock.TimerAsync(due => due == Look);
        reloads.Rejected.ShouldBeNull();
        reloads.TakenOver.ShouldBe(1);
    }

    private static string Answering(int status) => TestManifest.Open($$"""
        - matchers: [{prefix: /}]
          directResponseAction: {status: {{status}}}
        """);

    private static string Current(TestApp app) => app.Services.GetRequiredService<PolicyStore>().Current.Policy.Generation;

    /// <summary>A change has to stand still from one look to the next.</summary>
    private async Task LookTwiceAsync()
    {
        await _clock.PassAsync(due => due == Look);
        await _clock.PassAsync(due => due == Look);
    }

    private Task<TestApp> StartAsync() => TestApp.OnTestServer(new Setup
    {
        Configuration = new() { ["LlmPolicy:Manifests:0"] = _folder.FullName },
        Services = builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.AddLlmPolicy();
        },
        Pipeline = app => app.UseLlmPolicy(),
    });
}
