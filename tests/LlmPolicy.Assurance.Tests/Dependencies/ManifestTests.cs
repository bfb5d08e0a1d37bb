using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whatever stands among the manifests: the policy in force stays in force, what is wrong is logged in few words, and a later change takes over.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class ManifestTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly Ceiling Ceiling = Ceiling.Of("manifests, a reload");

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Shapes => [.. ManifestShape.All.Select(shape => shape.Name)];

    public static TheoryData<string> Files => ["pipe", "link to a pipe", "endless device", "folder", "dangling link", "longer than its limit", "empty", "binary", "more than all may have together"];

    public void Dispose() => _folder.Dispose();

    /// <summary>By size: the first is small, the last is as long as a file may be.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task One_that_is_large_in_any_way_does_not_take_over(string name)
    {
        ManifestShape shape = ManifestShape.All.Single(shape => shape.Name == name);
        await using HostileGateway gateway = await StartAsync();
        await ReloadAsync(gateway, shape.Make(4000));
        int longest = (int)LimitsDocument.Value("ManifestFile.LongestText");
        long held = ManagedMemory.Held();
        long logged = gateway.Logs.Bytes;

        await ReloadAsync(gateway, shape.Make(longest - 8192));

        (gateway.Logs.Bytes - logged).ShouldBeLessThan(Ceiling.Log, gateway.Logs.Last);
        (await VersionAsync(gateway)).ShouldBe(201);
        // Without what would not load: its text is compared with the next look's.
        File.Delete(_folder["odd.yaml"]);
        await gateway.LookAsync(Look);
        await gateway.LookAsync(Look);
        (await ManagedMemory.StaysAsync(held, Ceiling.Memory)).ShouldBeLessThan(Ceiling.Memory);

        _folder.Write("policy.yaml", Version(202));
        int loaded = gateway.Logs.Count("PolicyLoaded");
        await gateway.LookAsync(Look);
        await gateway.LookAsync(Look);
        await gateway.Logs.SeenAsync("PolicyLoaded", loaded + 1);
        (await VersionAsync(gateway)).ShouldBe(202);
    }

    /// <summary>By depth: one level more than there may be is told as that, whatever stands there.</summary>
    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void One_level_too_many_is_too_large_and_the_last_is_not(string open, string close)
    {
        int deepest = (int)LimitsDocument.Value("YamlDocuments.MaxDepth");

        Codes(deepest - 1).ShouldNotContain(DiagnosticCodes.TooLarge);
        Codes(deepest).ShouldContain(DiagnosticCodes.TooLarge);

        string[] Codes(int levels) =>
        [
            .. PolicyCompiler.Compile([new ManifestFile("a.yaml", $"{string.Concat(Enumerable.Repeat(open, levels))}a{string.Concat(Enumerable.Repeat(close, levels))}")], new PolicyCompilerOptions())
                .Diagnostics.Select(diagnostic => diagnostic.Code),
        ];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_is_no_manifest_is_told_and_a_later_change_takes_over(string fault)
    {
        await using HostileGateway gateway = await StartAsync();
        long held = ManagedMemory.Held();
        long logged = gateway.Logs.Bytes;

        await PutAsync(gateway, fault);

        (gateway.Logs.Bytes - logged).ShouldBeLessThan(Ceiling.Log, gateway.Logs.Last);
        (await VersionAsync(gateway)).ShouldBe(201);
        foreach (string odd in Directory.EnumerateFileSystemEntries(_folder.FullName).Where(entry => Path.GetFileName(entry) != "policy.yaml").ToArray())
        {
            if (Directory.Exists(odd))
            {
                Directory.Delete(odd);
            }
            else
            {
                File.Delete(odd);
            }
        }

        _folder.Write("policy.yaml", Version(202));
        int loaded = gateway.Logs.Count("PolicyLoaded");
        for (int i = 0; i < 10 && gateway.Logs.Count("PolicyLoaded") == loaded; i++)
        {
            await gateway.LookAsync(Look);
        }

        await gateway.Logs.SeenAsync("PolicyLoaded", loaded + 1);
        (await VersionAsync(gateway)).ShouldBe(202);
        (await ManagedMemory.StaysAsync(held, Ceiling.Memory)).ShouldBeLessThan(Ceiling.Memory);
    }

    /// <summary>Secrets may stand among the manifests.</summary>
    [Fact]
    public async Task The_last_good_policy_is_for_its_owner_alone_whoever_might_read_what_was_there()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Files have no such modes there.");
            return;
        }

        string file = _folder["last-good"];
        _folder.Write("policy.yaml", Version(201));
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            [], Policies.Upstream, new TestClock(), settings: [("LlmPolicy:Manifests:0", _folder["policy.yaml"]), ("LlmPolicy:LastGood", file)]);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await gateway.TakeOverAsync(Version(202), Look);

        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName).Order().ShouldBe(["last-good", "policy.yaml"]);
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_the_last_good_policy_holds_no_start()
    {
        NamedPipe.Create(_folder["last-good"]);

        await Should.ThrowAsync<LlmPolicyException>(() =>
            HostileGateway.StartAsync([], "kind: c4nary", new TestClock(), settings: ("LlmPolicy:LastGood", _folder["last-good"])));
    }

    /// <summary>Files that grow, are renamed and go away at each look: some whole policy is always in force.</summary>
    [Fact]
    public async Task Files_that_change_while_they_are_read_never_leave_a_mixture_in_force()
    {
        await using HostileGateway gateway = await StartAsync();
        using CancellationTokenSource stop = new();
        Task writer = Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; !stop.IsCancellationRequested; i++)
                {
                    // In place, and in pieces: half of it is a policy without its guard, if anybody took it.
                    string text = Version(201 + (i % 50));
                    using FileStream file = new(_folder["policy.yaml"], FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                    file.SetLength(0);
                    foreach (byte[] piece in System.Text.Encoding.Latin1.GetBytes(text).Chunk(40))
                    {
                        file.Write(piece);
                    }
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (int i = 0; i < Rounds.Of(100); i++)
        {
            await gateway.LookAsync(Look);
            (await VersionAsync(gateway)).ShouldBeInRange(201, 250);
            // The guard stands at the end.
            (await gateway.AskAsync("GET /guarded HTTP/1.1\nHost: plain.test")).Status.ShouldBe(403);
        }

        await stop.CancelAsync();
        await writer;
    }

    /// <summary>Someone writes, takes back, writes again: versions in any order, one at each look.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_comes_into_force_has_stood_there_at_two_looks_in_a_row(int seed)
    {
        Random random = new(seed);
        await using HostileGateway gateway = await StartAsync();
        int inForce = 201;
        int before = 201;
        for (int look = 0; look < Rounds.Of(60); look++)
        {
            int stands = random.Next(3) == 0 ? before : random.Next(201, 205);
            _folder.Write("policy.yaml", Version(stands));
            await gateway.LookAsync(Look);
            inForce = stands == before ? stands : inForce;
            before = stands;

            (await VersionAsync(gateway)).ShouldBe(inForce, $"look {look}: {stands} stands there");
        }
    }

    private static string Version(int status) => Policies.Service(
        "plain",
        "{}",
        $"- matchers: [{{exact: /version}}]\n  directResponseAction: {{status: {status}}}",
        "- matchers: [{exact: /guarded}]\n  directResponseAction: {status: 403}",
        "- matchers: [{prefix: /}]\n  directResponseAction: {status: 250}");

    private static async Task<int> VersionAsync(HostileGateway gateway) => (await gateway.AskAsync("GET /version HTTP/1.1\nHost: plain.test")).Status;

    private Task<HostileGateway> StartAsync()
    {
        _folder.Write("policy.yaml", Version(201));
        return HostileGateway.StartAsync([], Policies.Upstream, new TestClock(), settings: ("LlmPolicy:Manifests:0", _folder.FullName));
    }

    private async Task ReloadAsync(HostileGateway gateway, string text)
    {
        _folder.Write("odd.yaml", text);
        int refused = gateway.Logs.Count("PolicyNotReloaded");
        await gateway.LookAsync(Look);
        await gateway.LookAsync(Look);
        (gateway.Logs.Count("PolicyNotReloaded") + gateway.Logs.Count("PolicyLoaded")).ShouldBeGreaterThan(refused);
    }

    private async Task PutAsync(HostileGateway gateway, string fault)
    {
        int refused = gateway.Logs.Count("PolicyNotReloaded");
        bool isSeen = true;
        switch (fault)
        {
            case "pipe":
                NamedPipe.Create(_folder["odd.yaml"]);
                break;
            case "link to a pipe":
                NamedPipe.Create(_folder["pipe"]);
                File.CreateSymbolicLink(_folder["odd.yaml"], "pipe");
                break;
            case "endless device":
                Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices are no files there.");
                File.CreateSymbolicLink(_folder["odd.yaml"], "/dev/zero");
                break;
            case "folder":
                Directory.CreateDirectory(_folder["odd.yaml"]);
                isSeen = false;
                break;
            case "dangling link":
                File.CreateSymbolicLink(_folder["odd.yaml"], "c4nary");
                break;
            case "longer than its limit":
                _folder.Write("odd.yaml", new string('#', (int)LimitsDocument.Value("ManifestFile.LongestText") + 1));
                break;
            case "more than all may have together":
                for (int i = 0; i < 9; i++)
                {
                    _folder.Write($"odd-{i}.yaml", new string('#', (int)LimitsDocument.Value("ManifestFile.LongestText")));
                }

                break;
            default:
                File.WriteAllBytes(_folder["odd.yaml"], fault == "empty" ? [] : [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
                break;
        }

        await gateway.LookAsync(Look);
        await gateway.LookAsync(Look);
        if (isSeen)
        {
            await gateway.Logs.SeenAsync("PolicyNotReloaded", refused + 1);
        }
    }
}
