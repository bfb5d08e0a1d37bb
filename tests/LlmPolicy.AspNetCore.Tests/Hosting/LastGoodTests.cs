using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Status;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.AspNetCore.Tests.Hosting;

/// <summary>Starts that find manifests which do not load (<c>LlmPolicy:LastGood</c>).</summary>
public sealed class LastGoodTests : IDisposable
{
    private const string Bad = "kind: VirtualService";

    private readonly TempFolder _policies = new();
    private readonly TempFolder _kept = new();

    public void Dispose()
    {
        _policies.Dispose();
        _kept.Dispose();
    }

    [Fact]
    public async Task A_start_goes_on_with_what_was_in_force_before_and_says_so()
    {
        _policies.Write("policy.yaml", Answering(201));
        await RunAsync(async app => (await StatusAsync(app)).ShouldBe(201));

        _policies.Write("policy.yaml", Bad);
        await RunAsync(async app =>
        {
            (await StatusAsync(app)).ShouldBe(201);
            app.Logs.Named("StartedWithLastGood").ShouldHaveSingleItem().Text.ShouldContain("policy.yaml(1,1)");
            app.Services.GetRequiredService<ReloadHistory>().Rejected.ShouldNotBeNull();

            _policies.Write("policy.yaml", Answering(202));
            await app.Logs.Seen("PolicyLoaded", 2);
            (await StatusAsync(app)).ShouldBe(202);
            app.Services.GetRequiredService<ReloadHistory>().Rejected.ShouldBeNull();
        });

        Directory.Delete(_policies.FullName, recursive: true);
        await RunAsync(async app => (await StatusAsync(app)).ShouldBe(202));
        Directory.CreateDirectory(_policies.FullName);
    }

    [Fact]
    public async Task A_bad_change_while_the_app_runs_is_not_kept()
    {
        _policies.Write("policy.yaml", Answering(201));
        await RunAsync(async app =>
        {
            _policies.Write("policy.yaml", Bad);
            await app.Logs.Seen("PolicyNotReloaded", 1);
        });

        await RunAsync(async app => (await StatusAsync(app)).ShouldBe(201));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"Manifests\":")]
    [InlineData("{\"Manifests\":null}")]
    [InlineData("{\"Manifests\":[{\"Name\":\"policy.yaml\"}]}")]
    [InlineData("{\"Manifests\":[null]}")]
    [InlineData("{\"Manifests\":[]}")]
    [InlineData("{\"Manifests\":[{\"Name\":\"policy.yaml\",\"Text\":\"kind: VirtualService\"}]}")]
    public async Task Without_a_file_that_can_be_used_the_start_stops_as_ever(string? file)
    {
        _policies.Write("policy.yaml", Bad);
        if (file is not null)
        {
            _kept.Write("policy.json", file);
        }

        (await Should.ThrowAsync<LlmPolicyException>(RunAsync(_ => Task.CompletedTask))).Message.ShouldContain("policy.yaml(1,1)");
    }

    [Fact]
    public async Task A_policy_with_which_the_app_did_not_start_is_not_kept()
    {
        _policies.Write("policy.yaml", Answering(201));
        await RunAsync(async app => (await StatusAsync(app)).ShouldBe(201));

        _policies.Write("policy.yaml", Answering(202));
        await Should.ThrowAsync<InvalidOperationException>(RunAsync(_ => Task.CompletedTask, services: services => services.AddHostedService<Stopper>()));

        _policies.Write("policy.yaml", Bad);
        await RunAsync(async app => (await StatusAsync(app)).ShouldBe(201));
    }

    [Fact]
    public async Task Where_a_policy_can_not_be_kept_an_older_one_is_not_gone_on_with()
    {
        _policies.Write("policy.yaml", Answering(201));
        await RunAsync(_ => Task.CompletedTask);

        // What is written has this name and more: too long a name of a file for any file system here, while the kept one has its own.
        string file = Path.Combine(_kept.FullName, new string('k', 250));
        File.Move(Path.Combine(_kept.FullName, "policy.json"), file);
        _policies.Write("policy.yaml", Answering(202));
        await RunAsync(async app => (await StatusAsync(app)).ShouldBe(202), file);

        File.Exists(file).ShouldBeFalse();
        _policies.Write("policy.yaml", Bad);
        await Should.ThrowAsync<LlmPolicyException>(RunAsync(_ => Task.CompletedTask, file));
    }

    [Fact]
    public async Task What_can_not_be_kept_is_logged_and_stops_nothing()
    {
        _policies.Write("policy.yaml", Answering(201));
        await RunAsync(
            async app =>
            {
                (await StatusAsync(app)).ShouldBe(201);
                app.Logs.Named("LastGoodNotKept").Count().ShouldBe(1);
            },
            Path.Combine(_kept.FullName, "missing", "policy.json"));
    }

    [Fact]
    public async Task Only_its_owner_can_read_it_and_nothing_lies_beside_it()
    {
        _policies.Write("policy.yaml", Answering(201));

        await RunAsync(_ => Task.CompletedTask);

        string file = Directory.GetFiles(_kept.FullName).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static string Answering(int status) => TestManifest.Open($$"""
        - matchers: [{prefix: /}]
          directResponseAction: {status: {{status}}}
        """);

    private static async Task<int> StatusAsync(TestApp app)
    {
        using var response = await app.Get("/");
        return (int)response.StatusCode;
    }

    private async Task RunAsync(Func<TestApp, Task> use, string? file = null, Action<IServiceCollection>? services = null)
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = new()
            {
                ["LlmPolicy:Manifests:0"] = _policies.FullName,
                ["LlmPolicy:LastGood"] = file ?? Path.Combine(_kept.FullName, "policy.json"),
                ["LlmPolicy:ReloadInterval"] = "00:00:00.02",
            },
            Services = builder =>
            {
                builder.AddLlmPolicy();
                services?.Invoke(builder.Services);
            },
        });
        await use(app);
    }

    /// <summary>Something else of the app's that keeps it from starting.</summary>
    private sealed class Stopper : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("The app does not start.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
