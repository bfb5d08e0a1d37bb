using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace LlmPolicy.AspNetCore.Tests.Hosting;

/// <summary>What a running app does when its manifests change.</summary>
public sealed class ReloadTests : IDisposable
{
    private static readonly ResourceName Key = new("default", "key");

    private readonly TempFolder _temporary = new();

    private string Folder => _temporary.FullName;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_changed_manifest_takes_over_without_a_restart()
    {
        Write("policy.yaml", Answering(201));
        await using var app = await Start();
        (await Status(app)).ShouldBe(201);

        Write("policy.yaml", Answering(202));
        await app.Logs.Seen("PolicyLoaded", 2);

        (await Status(app)).ShouldBe(202);
        app.Logs.Named("Route").Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_manifest_that_is_added_takes_over_and_one_that_is_removed_is_gone()
    {
        Write("a.yaml", Answering(201));
        await using var app = await Start();

        Write("b.yaml", TestManifest.Open(Answer(202), "b.example").Replace("name: vs", "name: b", StringComparison.Ordinal));
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Status(app, "b.example")).ShouldBe(202);

        File.Delete(Path.Combine(Folder, "b.yaml"));
        await app.Logs.Seen("PolicyLoaded", 3);
        (await Status(app, "b.example")).ShouldBe(201);
    }

    [Fact]
    public async Task A_Secret_that_Envoy_would_not_load_leaves_the_policy_in_force_and_is_not_shown()
    {
        Write("policy.yaml", WithSecret("c4n4ry"));
        await using var app = await Start();

        Write("policy.yaml", WithSecret("\"c4n4ry\\n\"").Replace("status: 201", "status: 202", StringComparison.Ordinal));
        var refused = await app.Logs.Seen("PolicyNotReloaded", 1);

        (await Status(app)).ShouldBe(201);
        refused.Text.ShouldContain("LLMP2035");
        refused.Text.ShouldNotContain("c4n4ry");
    }

    [Fact]
    [AbuseCase("C1")]
    public async Task A_bad_change_leaves_the_policy_in_force_and_is_logged_once_with_all_its_diagnostics()
    {
        Write("policy.yaml", Answering(201));
        await using var app = await Start();

        Write("policy.yaml", Answering(202).Replace("prefix", "praefix", StringComparison.Ordinal));
        Write("other.yaml", "kind: VirtualService");
        var refused = await app.Logs.Seen("PolicyNotReloaded", 1);
        (await Status(app)).ShouldBe(201);
        refused.Text.ShouldContain("policy.yaml(");
        refused.Text.ShouldContain("Did you mean 'prefix'?");
        refused.Text.ShouldContain("other.yaml(");

        File.Delete(Path.Combine(Folder, "other.yaml"));
        Write("policy.yaml", Answering(203));
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Status(app)).ShouldBe(203);
    }

    [Fact]
    public async Task A_ConfigMap_mounted_by_Kubernetes_is_followed_when_its_link_is_swapped()
    {
        Mount("..one", 201);
        File.CreateSymbolicLink(Path.Combine(Folder, "policy.yaml"), Path.Combine("..data", "policy.yaml"));
        await using var app = await Start();

        Mount("..two", 202);
        await app.Logs.Seen("PolicyLoaded", 2);

        (await Status(app)).ShouldBe(202);

        void Mount(string revision, int status)
        {
            Directory.CreateDirectory(Path.Combine(Folder, revision));
            File.WriteAllText(Path.Combine(Folder, revision, "policy.yaml"), Answering(status));
            File.Delete(Path.Combine(Folder, "..data"));
            Directory.CreateSymbolicLink(Path.Combine(Folder, "..data"), revision);
        }
    }

    [Fact]
    public async Task A_folder_that_is_gone_leaves_the_policy_in_force_until_it_is_back()
    {
        Write("policy.yaml", Answering(201));
        await using var app = await Start();

        // At once: emptied first, it could be seen empty.
        using TempFolder away = new();
        Directory.Move(Folder, away["gone"]);
        (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.ShouldContain("neither a file nor a folder");
        (await Status(app)).ShouldBe(201);

        Directory.CreateDirectory(Folder);
        Write("policy.yaml", Answering(202));
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Status(app)).ShouldBe(202);
    }

    [Fact]
    [AbuseCase("C1")]
    public async Task A_file_that_is_still_being_written_is_not_taken()
    {
        Changing source = new(Answering(201), Answering(202), Answering(203), Answering(204), Answering(204));
        await using var app = await Start(new() { ["LlmPolicy:ReloadInterval"] = "00:00:00.010" }, b => b.AddSingleton<LlmPolicy.Manifests.IManifestSource>(source));

        await app.Logs.Seen("PolicyLoaded", 2);

        (await Status(app)).ShouldBe(204);
    }

    [Fact]
    public async Task A_secrets_manifest_that_changes_gives_the_new_value()
    {
        Write("policy.yaml", Answering(201));
        Write("secret.yaml", Secret("old"));
        await using var app = await Start();
        (await Resolve(app)).ShouldBe("old");

        Write("secret.yaml", Secret("new"));
        await app.Logs.Seen("PolicyLoaded", 2);

        (await Resolve(app)).ShouldBe("new");
    }

    [Fact]
    public async Task A_change_of_the_configuration_takes_over_unless_it_is_not_valid()
    {
        Write("policy.yaml", Answering(201));
        await using var app = await Start(new() { ["LlmPolicy:Secrets:default:key:x-key"] = "old" });
        var configuration = (IConfigurationRoot)app.Services.GetRequiredService<IConfiguration>();

        configuration["LlmPolicy:RequireRbac"] = "perhaps";
        configuration.Reload();
        (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.ShouldContain("LlmPolicy:RequireRbac");
        (await Resolve(app)).ShouldBe("old");

        configuration["LlmPolicy:RequireRbac"] = "false";
        configuration["LlmPolicy:Secrets:default:key:x-key"] = "new";
        configuration.Reload();
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Resolve(app)).ShouldBe("new");
    }

    [Fact]
    public async Task Requests_under_reload_are_each_answered_by_one_policy()
    {
        Write("policy.yaml", Answering(201));
        await using var app = await Start();
        using CancellationTokenSource done = new();
        Task<int>[] workers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskUntil(app, done.Token)))];

        for (int round = 2; round <= 8; round++)
        {
            Write("policy.yaml", Answering(210 + round));
            await app.Logs.Seen("PolicyLoaded", round);
        }

        await done.CancelAsync();
        (await Task.WhenAll(workers)).ShouldAllBe(count => count > 0);
    }

    private static async Task<int> AskUntil(TestApp app, CancellationToken done)
    {
        int count = 0;
        do
        {
            using var response = await app.Get("/");
            string status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(status);
            response.Headers.GetValues("x-policy").ShouldBe([status]);
            count++;
        }
        while (!done.IsCancellationRequested);

        return count;
    }

    private static string Answer(int status) => $"""
        - matchers:
            - prefix: /
          directResponseAction:
            status: {status}
            body: "{status}"
          options:
            headerManipulation:
              responseHeadersToAdd:
                - header:
                    key: x-policy
                    value: "{status}"
        """;

    private static string Answering(int status) => TestManifest.Open(Answer(status));

    private static string WithSecret(string value) =>
        TestManifest.Open(Answer(201) + "\n" + TestManifest.Route("prefix: /never", "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}"))
        + "\n---\n" + Secret(value);

    private static string Secret(string value) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: default}
        type: gloo.solo.io/header
        stringData: {x-key: {{value}}}
        """;

    private static async Task<int> Status(TestApp app, string host = "app.example")
    {
        using var response = await app.Get($"http://{host}/");
        return (int)response.StatusCode;
    }

    private static async Task<string?> Resolve(TestApp app)
    {
        var generation = app.Services.GetRequiredService<PolicyStore>().Current;
        var secret = await app.Services.GetRequiredService<SecretResolver>().ResolveAsync(Key, generation, TestContext.Current.CancellationToken);
        return secret?.Headers["x-key"].Reveal();
    }

    // Whole at once: half a file may be a valid policy.
    private void Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path + ".writing", text);
        File.Move(path + ".writing", path, overwrite: true);
    }

    private Task<TestApp> Start(Dictionary<string, string?>? configuration = null, Action<IServiceCollection>? services = null) => TestApp.OnTestServer(new Setup
    {
        Configuration = configuration?.ContainsKey("LlmPolicy:ReloadInterval") is true ? configuration : new(configuration ?? [])
        {
            ["LlmPolicy:Manifests:0"] = Folder,
            ["LlmPolicy:ReloadInterval"] = "00:00:00.010",
        },
        Services = builder =>
        {
            builder.AddLlmPolicy();
            services?.Invoke(builder.Services);
        },
    });

    /// <summary>A file that is another one at each look, up to the last.</summary>
    private sealed class Changing(params string[] texts) : LlmPolicy.Manifests.IManifestSource
    {
        private int _looks = -1;

        public IEnumerable<ManifestFile> Read() => [new("policy.yaml", texts[Math.Min(Interlocked.Increment(ref _looks), texts.Length - 1)])];
    }
}
