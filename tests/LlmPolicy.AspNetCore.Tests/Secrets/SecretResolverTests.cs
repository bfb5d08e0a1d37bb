using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.AspNetCore.Tests.Secrets;

public sealed class SecretResolverTests : IDisposable
{
    private const string Canary = "canary-of-the-provider";
    private static readonly ResourceName Key = new("default", "key");

    private readonly TempFolder _folder = new();

    private static readonly string Manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
        headerManipulation:
          requestHeadersToAdd:
            - headerSecretRef: {name: key, namespace: default}
        """));

    private static readonly string ManifestWithSecret = Manifest + """

        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: default}
        type: gloo.solo.io/header
        stringData: {x-key: from-manifest}
        """;

    [Fact]
    public async Task A_manifests_secret_is_found()
    {
        await using var app = await Start(ManifestWithSecret);

        (await Resolve(app)).ShouldBe("x-key=from-manifest");
    }

    [Fact]
    public async Task A_folder_comes_before_the_manifests()
    {
        string folder = Folder(("x-key", "from-folder\n"));
        await using var app = await Start(ManifestWithSecret, new() { ["LlmPolicy:SecretFolders:default:key"] = folder });

        (await Resolve(app)).ShouldBe("x-key=from-folder");
    }

    [Fact]
    public async Task The_configuration_comes_before_folders()
    {
        string folder = Folder(("x-key", "from-folder"));
        await using var app = await Start(
            ManifestWithSecret, new() { ["LlmPolicy:SecretFolders:default:key"] = folder, ["LlmPolicy:Secrets:default:key:x-key"] = "from-configuration" });

        (await Resolve(app)).ShouldBe("x-key=from-configuration");
    }

    [Theory]
    [InlineData("LLMPOLICY:SECRETS:DEFAULT:KEY:X_KEY")]
    [InlineData("LlmPolicy:Secrets:Default:Key:X-Key")]
    public async Task Case_is_none_of_the_environments_business(string key)
    {
        await using var app = await Start(ManifestWithSecret, new() { [key] = "from-configuration" });

        (await Resolve(app)).ShouldBe("x-key=from-configuration", StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task Nor_is_it_of_a_folders_name()
    {
        await using var app = await Start(ManifestWithSecret, new() { ["LLMPOLICY:SECRETFOLDERS:DEFAULT:KEY"] = Folder(("x-key", "from-folder")) });

        (await Resolve(app)).ShouldBe("x-key=from-folder");
    }

    [Fact]
    public async Task The_apps_own_source_comes_first()
    {
        await using var app = await Start(
            ManifestWithSecret, new() { ["LlmPolicy:Secrets:default:key:x-key"] = "from-configuration" }, p => p.AddSecretSource<Source>());

        (await Resolve(app)).ShouldBe("x-key=from-source");
    }

    [Fact]
    public async Task A_source_that_does_not_know_the_secret_leaves_it_to_the_next()
    {
        await using var app = await Start(ManifestWithSecret, [], p => p.AddSecretSource<EmptySource>());

        (await Resolve(app)).ShouldBe("x-key=from-manifest");
    }

    [Fact]
    public async Task A_source_that_throws_leaves_it_to_no_one_and_its_words_are_not_logged()
    {
        await using var app = await Start(ManifestWithSecret, [], p => p.AddSecretSource<BrokenSource>());

        (await Resolve(app)).ShouldBeNull();
        app.Logs.Named("SecretUnusable").ShouldHaveSingleItem();
        NoCanaryIn(app);
    }

    [Fact]
    public async Task A_secret_that_nothing_defines_is_none()
    {
        await using var app = await Start(Manifest);

        (await Resolve(app)).ShouldBeNull();
        app.Logs.Named("SecretUnusable").ShouldHaveSingleItem().Text.ShouldContain("default/key");
    }

    [Fact]
    public async Task An_expired_secret_is_none()
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.Services.AddSingleton<TimeProvider>(clock);
                b.AddLlmPolicy().AddManifest(Manifest).AddSecretSource<Source>();
            },
        });

        (await Resolve(app)).ShouldNotBeNull();
        clock.SetUtcNow(Source.ExpiresAt);
        (await Resolve(app)).ShouldBeNull();
    }

    [Theory]
    [AbuseCase("S6")]
    [InlineData("x-key", "")]
    [InlineData("x-key", " \n")]
    [InlineData("x-key", Canary + "\n\n")]
    [InlineData("x-key", Canary + "\rx-other: 1")]
    [InlineData("x-key", Canary + "\0")]
    [InlineData("x-key", Canary + "\u001b")]
    [InlineData("x-key", Canary + "\u007f")]
    [InlineData("host", Canary)]
    [InlineData("Transfer-Encoding", Canary)]
    [InlineData(":authority", Canary)]
    [InlineData("x key", Canary)]
    public async Task A_header_that_can_not_be_sent_makes_the_secret_unusable(string name, string value)
    {
        await using var app = await Start(Manifest, new() { ["LlmPolicy:SecretFolders:default:key"] = Folder((name, value), ("x-good", Canary)) });

        (await Resolve(app)).ShouldBeNull();
        NoCanaryIn(app);
    }

    [Theory]
    [AbuseCase("S6")]
    [InlineData(Canary + "\n")]
    [InlineData(Canary + "\r\n")]
    [InlineData(Canary)]
    public async Task One_newline_at_a_files_end_is_no_part_of_the_value(string contents)
    {
        await using var app = await Start(Manifest, new() { ["LlmPolicy:SecretFolders:default:key"] = Folder(("x-key", contents)) });

        (await Resolve(app)).ShouldBe($"x-key={Canary}");
    }

    [Fact]
    public async Task A_folder_is_read_anew_for_each_request()
    {
        string folder = Folder(("x-key", "old"));
        await using var app = await Start(Manifest, new() { ["LlmPolicy:SecretFolders:default:key"] = folder });
        (await Resolve(app)).ShouldBe("x-key=old");

        await File.WriteAllTextAsync(Path.Combine(folder, "x-key"), "new", TestContext.Current.CancellationToken);

        (await Resolve(app)).ShouldBe("x-key=new");
    }

    [Fact]
    public async Task A_mounted_Kubernetes_secret_is_read_through_its_link_and_after_a_rotation()
    {
        string folder = Folder();
        Mount("..one", "old");
        File.CreateSymbolicLink(Path.Combine(folder, "x-key"), Path.Combine("..data", "x-key"));
        await using var app = await Start(Manifest, new() { ["LlmPolicy:SecretFolders:default:key"] = folder });
        (await Resolve(app)).ShouldBe("x-key=old");

        Directory.Delete(Path.Combine(folder, "..data"));
        Mount("..two", "new");

        (await Resolve(app)).ShouldBe("x-key=new");

        void Mount(string revision, string value)
        {
            Directory.CreateDirectory(Path.Combine(folder, revision));
            File.WriteAllText(Path.Combine(folder, revision, "x-key"), value);
            Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), revision);
        }
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_no_secret()
    {
        await using var app = await Start(ManifestWithSecret, new() { ["LlmPolicy:SecretFolders:default:key"] = "no-such-folder" });

        (await Resolve(app)).ShouldBeNull();
    }

    [Fact]
    public async Task A_configured_name_with_underscores_is_found()
    {
        string manifest = Manifest.Replace("name: key", "name: my-key", StringComparison.Ordinal);
        await using var app = await Start(manifest, new() { ["LlmPolicy:Secrets:default:my_key:x_api_key"] = "value" });

        (await Resolve(app, new ResourceName("default", "my-key"))).ShouldBe("x-api-key=value");
    }

    private static async Task<string?> Resolve(TestApp app, ResourceName? name = null)
    {
        var resolver = app.Services.GetRequiredService<SecretResolver>();
        var secret = await resolver.ResolveAsync(
            name ?? Key, app.Services.GetRequiredService<PolicyStore>().Current, TestContext.Current.CancellationToken);
        return secret is null ? null : string.Join('|', secret.Headers.Select(h => $"{h.Key}={h.Value.Reveal()}"));
    }

    private static void NoCanaryIn(TestApp app) => app.Logs.Lines.ShouldNotContain(l => l.Text.Contains("canary", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    private string Folder(params (string Name, string Contents)[] files)
    {
        string folder = _folder.FullName;
        foreach ((string name, string contents) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), contents);
        }

        return folder;
    }

    private static Task<TestApp> Start(string manifest, Dictionary<string, string?>? configuration = null, Action<ILlmPolicyBuilder>? add = null) =>
        TestApp.OnTestServer(new Setup
        {
            Configuration = configuration ?? [],
            Services = b =>
            {
                var policy = b.AddLlmPolicy().AddManifest(manifest);
                add?.Invoke(policy);
            },
        });

    private sealed class Source : ISecretSource
    {
        public static readonly DateTimeOffset ExpiresAt = new(2100, 6, 1, 0, 0, 0, TimeSpan.Zero);

        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) =>
            new(new HeaderSecret(new Dictionary<string, SecretValue> { ["x-key"] = new("from-source") }, ExpiresAt));
    }

    private sealed class EmptySource : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) => default;
    }

    private sealed class BrokenSource : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"can't read {Canary}");
    }
}
