using System.Diagnostics;

namespace LlmPolicy.TestKit;

/// <summary>A program run as a user would, its output read line by line.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // What a test run sets, and a user's shell does not.
    private static readonly string[] NotForChildren = ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "MSBUILD", "HF_TOKEN", "LlmPolicy", "VSTEST"];

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.Exited += (_, _) => Signal();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static ChildProcess Start(string program, string folder, IEnumerable<string> arguments, params (string, string)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToArray())
        {
            if (NotForChildren.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                start.Environment.Remove(name);
            }
        }

        // A build server left behind would hold this process's pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(start);
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    public static async Task<(int Status, string Output)> RunAsync(
        string program, string folder, IEnumerable<string> arguments, params (string, string)[] environment)
    {
        await using var child = Start(program, folder, arguments, environment);
        await child._process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(8));
        return (child._process.ExitCode, child.Output);
    }

    /// <summary>The first line that starts so, without that start.</summary>
    public async Task<string> LineAsync(string start) => (await LineAsync(line => line.StartsWith(start, StringComparison.Ordinal), start))[start.Length..].Trim();

    /// <summary>The first line that fits.</summary>
    /// <param name="fits">Asked of a line once or more.</param>
    /// <param name="what">What is waited for, where it does not come.</param>
    public async Task<string> LineAsync(Predicate<string> fits, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var changed = _changed.Task;
            if (Find(fits) is { } line)
            {
                return line;
            }

            if (_process.HasExited)
            {
                // Its last lines may still be on their way.
                await _process.WaitForExitAsync(limit.Token);
                return Find(fits) ?? throw new InvalidOperationException($"Ended with {_process.ExitCode} before it said \"{what}\":\n{Output}");
            }

            await changed.WaitAsync(limit.Token);
        }
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private string? Find(Predicate<string> fits)
    {
        lock (_lock)
        {
            return _lines.Find(fits);
        }
    }

    private void Add(string? line)
    {
        // Null is the end of one of the two; the other may not have said its first line by then.
        if (line is not null)
        {
            lock (_lock)
            {
                _lines.Add(line);
            }
        }

        Signal();
    }

    private void Signal() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
