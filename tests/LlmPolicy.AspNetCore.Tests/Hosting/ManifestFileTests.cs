using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.AspNetCore.Tests.Hosting;

/// <summary>What a file among the manifests can be and not stop a running app from taking over later changes.</summary>
public sealed class ManifestFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pipe")]
    [InlineData("link to a pipe")]
    [InlineData("device")]
    [InlineData("no byte")]
    public async Task What_is_no_file_that_ends_is_named_and_does_not_hold_later_changes(string what)
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await Start();

        Put("odd.yaml", what);
        _folder.Write("policy.yaml", Answering(202));
        (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.ShouldContain("/odd.yaml(1,1): error LLMP0001: The file is empty or not a regular file (a pipe, a device).");
        (await Status(app)).ShouldBe(201);

        File.Delete(_folder["odd.yaml"]);
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Status(app)).ShouldBe(202);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("no byte")]
    public async Task What_is_no_file_that_ends_stops_the_start_and_is_named(string what)
    {
        _folder.Write("policy.yaml", Answering(201));
        Put("odd.yaml", what);

        (await Should.ThrowAsync<LlmPolicyException>(Start)).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Syntax);
        (await Should.ThrowAsync<LlmPolicyException>(() => StartWith(_folder["odd.yaml"]))).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Syntax);
    }

    [Theory]
    [AbuseCase("C1")]
    [InlineData("")]
    [InlineData("# nothing is left\n")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n")]
    public async Task An_emptied_manifest_does_not_take_over(string left)
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await Start();

        _folder.Write("policy.yaml", left);
        await app.Logs.Seen("PolicyNotReloaded", 1);
        (await Status(app)).ShouldBe(201);

        _folder.Write("policy.yaml", Answering(202));
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Status(app)).ShouldBe(202);
    }

    [Fact]
    public async Task A_file_of_more_than_4_MiB_is_named_and_leaves_the_policy_in_force()
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await Start();

        _folder.Write("long.yaml", new string('#', ManifestFile.LongestText + 1));

        (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.ShouldContain("/long.yaml(1,1): error LLMP0006: The file is longer than 4 MiB. Split it.");
        (await Status(app)).ShouldBe(201);
    }

    [Fact]
    public async Task A_hundred_thousand_errors_are_a_log_line_of_a_hundred_and_the_number_of_others()
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await Start();

        _folder.Write("noise.yaml", string.Concat(Enumerable.Repeat("---\na\n", 100_000)));

        string[] lines = (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.TrimEnd().Split('\n');
        lines.Count(l => l.Contains("/noise.yaml(", StringComparison.Ordinal)).ShouldBe(100);
        lines[^1].ShouldBe("... and 901 more.");
    }

    [Fact]
    public async Task Errors_come_first_where_not_everything_is_shown()
    {
        _folder.Write("a.yaml", string.Concat(Enumerable.Range(0, 200).Select(i => $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\n")));
        _folder.Write("b.yaml", "kind: VirtualService\n");

        (await Should.ThrowAsync<LlmPolicyException>(Start)).Message.ShouldContain("/b.yaml(1,1): error LLMP0007");
    }

    [Fact]
    public async Task Of_more_than_a_hundred_warnings_the_first_hundred_are_logged_and_how_many_more_there_are()
    {
        _folder.Write("a.yaml", Answering(201) + string.Concat(Enumerable.Range(0, 150).Select(i =>
            $"\n---\napiVersion: gateway.solo.io/v1\nkind: ListenerOption\nmetadata: {{name: o{i}}}\n")));
        await using var app = await Start();

        app.Logs.Named("ManifestWarning").Count().ShouldBe(100);
        app.Logs.Named("MoreManifestWarnings").ShouldHaveSingleItem().Text.ShouldContain("50 more");
    }

    [Fact]
    public async Task A_stream_that_never_ends_stops_the_start_and_is_named()
    {
        var e = await Should.ThrowAsync<LlmPolicyException>(() => TestApp.OnTestServer(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifests(new OneFile(() => new Endless())),
        }));

        e.Message.ShouldContain("policy.yaml(1,1): error LLMP0006");
    }

    [Fact]
    public async Task A_read_that_does_not_come_back_is_logged_and_the_next_one_counts()
    {
        TestClock clock = new();
        using ManualResetEventSlim over = new();
        Signals read = new();
        int reads = 0;
        OneFile files = new(() =>
        {
            int mine = Interlocked.Increment(ref reads);
            read.Tell();
            if (mine == 2)
            {
                over.Wait();
            }

            return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Answering(mine == 1 ? 201 : 202)));
        });
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.Services.AddSingleton<TimeProvider>(clock);
                b.AddLlmPolicy().AddManifests(files);
            },
        });

        await clock.PassAsync(IsLook);
        await read.UntilAsync(() => reads == 2);
        await clock.TimerAsync(due => due == TimeSpan.FromSeconds(5));
        clock.Advance(TimeSpan.FromSeconds(5));
        (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.ShouldContain("can't be read within 5 s");
        (await Status(app)).ShouldBe(201);

        await clock.PassAsync(IsLook);
        await clock.PassAsync(IsLook);
        await app.Logs.Seen("PolicyLoaded", 2);
        (await Status(app)).ShouldBe(202);
        over.Set();
    }

    private static bool IsLook(TimeSpan due) => due == TimeSpan.FromSeconds(1);

    private static string Answering(int status) => TestManifest.Open($"- matchers: [{{prefix: /}}]\n  directResponseAction: {{status: {status}}}");

    private static async Task<int> Status(TestApp app)
    {
        using var response = await app.Get("http://app.example/");
        return (int)response.StatusCode;
    }

    private void Put(string name, string what)
    {
        switch (what)
        {
            case "pipe":
                NamedPipe.Create(_folder[name]);
                break;
            case "link to a pipe":
                NamedPipe.Create(_folder["pipe"]);
                File.CreateSymbolicLink(_folder[name], "pipe");
                break;
            case "device":
                Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices are no files there.");
                File.CreateSymbolicLink(_folder[name], "/dev/zero");
                break;
            default:
                File.WriteAllText(_folder[name], "");
                break;
        }
    }

    private Task<TestApp> Start() => StartWith(_folder.FullName);

    private static Task<TestApp> StartWith(string manifests) => TestApp.OnTestServer(new Setup
    {
        Configuration = { ["LlmPolicy:Manifests:0"] = manifests, ["LlmPolicy:ReloadInterval"] = "00:00:00.010" },
    }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>A provider of one file, which is no file of the machine's.</summary>
    private sealed class OneFile(Func<Stream> open) : IFileProvider, IDirectoryContents, IFileInfo
    {
        public bool Exists => true;

        public long Length => 0;

        public string? PhysicalPath => null;

        public string Name => "policy.yaml";

        public DateTimeOffset LastModified => default;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => open();

        public IDirectoryContents GetDirectoryContents(string subpath) => this;

        public IFileInfo GetFileInfo(string subpath) => this;

        public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

        public IEnumerator<IFileInfo> GetEnumerator()
        {
            yield return this;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Endless : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'#');
            return buffer.Length;
        }
    }
}
