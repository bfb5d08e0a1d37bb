using System.Runtime.InteropServices;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Files;
using LlmPolicy.Limits;
using LlmPolicy.Secrets;
using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whatever becomes of the files of a secret: a whole value is sent, or nothing.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class SecretFolderTests : IDisposable
{
    private const string Header = "authorization";

    private static readonly Ceiling Ceiling = Ceiling.Of("a secret's folder");

    /// <summary>A tenth of how long a file has to stand still.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(LimitsDocument.Value("SettledFile.Still")) / 10;

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Faults => ["pipe", "link to a pipe", "endless device", "folder", "dangling link", "longer than its limit", "empty", "NUL", "line break", "too many files", "gone"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Rounds.Of(10))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_no_value_is_not_sent_and_holds_nobody(string fault)
    {
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream);
        Put(fault);
        (await StatusAsync(gateway)).ShouldBe(503);
        long held = ManagedMemory.Held();
        (long logged, int arrived) = (gateway.Logs.Bytes, upstream.Arrivals);
        int requests = Rounds.Of(20);

        for (int i = 0; i < requests; i++)
        {
            (await StatusAsync(gateway)).ShouldBe(503, gateway.Logs.Last);
            (await gateway.AskAsync("GET /open HTTP/1.1\nHost: plain.test")).Status.ShouldBe(200);
        }

        (upstream.Arrivals - arrived).ShouldBe(requests);
        ((gateway.Logs.Bytes - logged) / (2 * requests)).ShouldBeLessThan(Ceiling.Log, gateway.Logs.Last);
        (await ManagedMemory.StaysAsync(held, Ceiling.Memory)).ShouldBeLessThan(Ceiling.Memory);
        gateway.Logs.Leaks.ShouldBeEmpty();

        Clear();
        Replace("whole");
        (await StatusAsync(gateway)).ShouldBe(200);
    }

    /// <summary>A value is written in place, in pieces, by a writer that never pauses for as long as a file has to stand still.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_half_of_a_value_is_taken_while_it_is_written_in_place(int seed)
    {
        Random random = new(seed);
        TestClock clock = new();
        FolderSecret secret = new(_folder.FullName, new SettledFile(clock), new CallLimit(TimeProvider.System));
        List<string> values = [];
        Queue<(DateTimeOffset At, string Text)> writes = new(Written(random, clock.GetUtcNow(), values));
        Task<HeaderSecret>? reading = null;
        while (writes.Count > 0 || reading is not null)
        {
            while (writes.TryPeek(out var write) && write.At <= clock.GetUtcNow())
            {
                WriteInPlace(writes.Dequeue().Text, clock.GetUtcNow());
            }

            reading ??= random.Next(3) == 0 ? secret.ReadAsync(TestContext.Current.CancellationToken) : null;
            await UntilItWaitsAsync(reading, clock);
            clock.Advance(Step);
            // It looks again before anything else is written.
            await UntilItWaitsAsync(reading, clock);
            if (reading is { IsCompleted: true })
            {
                // Or it is given up: half of the value is none.
                (reading.IsFaulted || values.Contains((await reading).Headers[Header].Reveal())).ShouldBeTrue($"seed {seed}");
                reading = null;
            }
        }
    }

    /// <summary>A Secret of several headers is rotated as Kubernetes does, by its one link, at any moment of a read: while a file is waited for, too.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task All_headers_that_are_sent_are_of_one_rotation(int seed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Kubernetes does so with links, and one call of the system.");
        Random random = new(seed);
        TestClock clock = new();
        FolderSecret secret = new(_folder.FullName, new SettledFile(clock), new CallLimit(TimeProvider.System));
        List<string> rotations = [Rotate(random, 0, clock.GetUtcNow())];
        HashSet<string> sent = [];
        Task<HeaderSecret>? reading = null;
        for (int step = 0; step < 200; step++)
        {
            reading ??= secret.ReadAsync(TestContext.Current.CancellationToken);
            await UntilItWaitsAsync(reading, clock);
            if (random.Next(4) == 0)
            {
                rotations.Add(Rotate(random, rotations.Count, clock.GetUtcNow()));
            }

            clock.Advance(Step);
            await UntilItWaitsAsync(reading, clock);
            if (reading.IsCompleted)
            {
                // Or it is given up: where rotations follow one another faster than a file may be read.
                if (!reading.IsFaulted)
                {
                    sent.Add(Lines(await reading));
                }

                reading = null;
            }
        }

        sent.ShouldAllBe(one => rotations.Contains(one), $"seed {seed}");
        sent.Count.ShouldBeGreaterThan(2, $"seed {seed}");
    }

    private static Task UntilItWaitsAsync(Task? reading, TestClock clock) => reading is null ? Task.CompletedTask : Task.WhenAny(reading, clock.TimerAsync(_ => true));

    /// <summary>When what stands in the file.</summary>
    private static IEnumerable<(DateTimeOffset At, string Text)> Written(Random random, DateTimeOffset now, List<string> values)
    {
        var at = now;
        for (int i = 0; i < 20; i++)
        {
            string value = Value(i);
            values.Add(value);
            int pieces = random.Next(1, 5);
            for (int piece = 1; piece <= pieces; piece++)
            {
                yield return (at, value[..(value.Length * piece / pieces)]);
                at += random.Next(1, 9) * Step;
            }

            at += random.Next(0, 30) * Step;
        }
    }

    private void WriteInPlace(string text, DateTimeOffset now)
    {
        using FileStream file = new(_folder[Header], FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
        file.Write(System.Text.Encoding.Latin1.GetBytes(text));
        file.Flush();
        File.SetLastWriteTimeUtc(file.SafeFileHandle, now.UtcDateTime);
    }

    /// <summary>Puts new files in a folder of their own, leads the link there, and takes the old ones away. What they say, all together.</summary>
    private string Rotate(Random random, int number, DateTimeOffset now)
    {
        const string Link = "..data";
        string name = $"..rotation-{number}";
        string? before = new DirectoryInfo(_folder[Link]).LinkTarget;
        Directory.CreateDirectory(_folder[name]);
        Dictionary<string, SecretValue> headers = [];
        foreach (string header in Enumerable.Range(0, random.Next(2, 6)).Select(i => $"x-{i}"))
        {
            string file = Path.Combine(_folder[name], header);
            File.WriteAllText(file, Value(number));
            File.SetLastWriteTimeUtc(file, (now - (random.Next(0, 12) * Step)).UtcDateTime);
            headers.Add(header, new SecretValue(Value(number)));
            if (new FileInfo(_folder[header]).LinkTarget is null)
            {
                File.CreateSymbolicLink(_folder[header], Path.Combine(Link, header));
            }
        }

        Directory.CreateSymbolicLink(_folder["..new"], name);
        rename(_folder["..new"], _folder[Link]).ShouldBe(0, Marshal.GetLastPInvokeErrorMessage());
        if (before is not null)
        {
            Directory.Delete(_folder[before], recursive: true);
        }

        return Lines(new HeaderSecret(headers));
    }

    // .NET puts no link in the place of another.
    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int rename(string from, string to);

    private static string Lines(HeaderSecret secret) => string.Join('\n', secret.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {header.Value.Reveal()}"));

    private static string Value(int number) => $"Bearer c4nary-{number:x8}-{new string('k', 64)}-{number:x8}";

    private static async Task<int> StatusAsync(HostileGateway gateway) => (await gateway.AskAsync("GET /secret HTTP/1.1\nHost: plain.test")).Status;

    private async Task<HostileGateway> StartAsync(HostileServer upstream)
    {
        Replace(Value(0));
        string manifests = string.Join("\n---\n", Policies.Service("plain", "{}", GatewayManifests.Route("/open"), Policies.Route("/secret")), Policies.Upstream, GatewayManifests.Secret("key", Header, "from the manifest"));
        return await HostileGateway.StartAsync(
            upstream, manifests, settings: [("LlmPolicy:ReloadInterval", "0"), ("LlmPolicy:SecretFolders:default:key", _folder.FullName)]);
    }

    /// <summary>As a writer should, and long ago: what was written just now is looked at again.</summary>
    private void Replace(string value)
    {
        File.WriteAllText(_folder[".writing"], value);
        File.SetLastWriteTimeUtc(_folder[".writing"], DateTime.UtcNow.AddMinutes(-1));
        File.Move(_folder[".writing"], _folder[Header], overwrite: true);
    }

    private void Clear()
    {
        if (Directory.Exists(_folder.FullName))
        {
            Directory.Delete(_folder.FullName, recursive: true);
        }

        Directory.CreateDirectory(_folder.FullName);
    }

    private void Put(string fault)
    {
        Clear();
        switch (fault)
        {
            case "pipe":
                NamedPipe.Create(_folder[Header]);
                break;
            case "link to a pipe":
                NamedPipe.Create(_folder[".pipe"]);
                File.CreateSymbolicLink(_folder[Header], ".pipe");
                break;
            case "endless device":
                Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices are no files there.");
                File.CreateSymbolicLink(_folder[Header], "/dev/zero");
                break;
            case "folder":
                Directory.CreateDirectory(_folder[Header]);
                break;
            case "dangling link":
                File.CreateSymbolicLink(_folder[Header], "c4nary");
                break;
            case "longer than its limit":
                Replace(new string('k', (int)LimitsDocument.Value("FolderSecret.LongestValue") + 1));
                break;
            case "too many files":
                Array.ForEach([.. Enumerable.Range(0, (int)LimitsDocument.Value("FolderSecret.MostHeaders") + 1)], (int i) => File.WriteAllText(_folder[$"x-{i}"], "c4nary"));
                break;
            case "gone":
                Directory.Delete(_folder.FullName, recursive: true);
                break;
            default:
                Replace(fault switch
                {
                    "NUL" => "c4nary\0",
                    "line break" => "c4nary\r\nx-admin: c4nary",
                    _ => "",
                });
                break;
        }
    }
}
