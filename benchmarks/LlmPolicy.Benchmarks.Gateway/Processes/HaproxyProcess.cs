using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>HAProxy with one thread, from a configuration with @NAMES@ to fill in.</summary>
internal sealed class HaproxyProcess : IMeasuredProcess
{
    private readonly Process _process;

    private HaproxyProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="program">HAProxy's path.</param>
    /// <param name="configuration">The file's name, beside this program.</param>
    /// <param name="upstream">The provider's address.</param>
    /// <param name="folder">Where what is made for it goes.</param>
    public static async Task<HaproxyProcess> StartAsync(string program, string configuration, Uri upstream, string folder)
    {
        int port = LoopbackPort.Free();
        string key = Path.Combine(folder, "lab-key.pem");
        await File.WriteAllTextAsync(key, LabPolicy.KeyPem + "\n");
        string text = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, configuration)))
            .Replace("@PORT@", port.ToString(), StringComparison.Ordinal)
            .Replace("@UPSTREAM@", upstream.Authority, StringComparison.Ordinal)
            .Replace("@KEY@", key, StringComparison.Ordinal)
            .Replace("@PATH@", LabRequest.Path, StringComparison.Ordinal)
            .Replace("@PROVIDER-PATH@", LabPolicy.ProviderPath, StringComparison.Ordinal)
            .Replace("@PROVIDER-AUTHORIZATION@", LabPolicy.ProviderAuthorization, StringComparison.Ordinal)
            .Replace("@ISSUER@", LabPolicy.Issuer, StringComparison.Ordinal)
            .Replace("@MODEL@", LabPolicy.Model, StringComparison.Ordinal);
        string file = Path.Combine(folder, configuration);
        await File.WriteAllTextAsync(file, text);
        Process process = Process.Start(new ProcessStartInfo(program, ["-db", "-f", file]))!;
        await LoopbackPort.AnswersAsync(port, process, "HAProxy");
        return new HaproxyProcess(process, new Uri($"http://127.0.0.1:{port}"));
    }

    public async ValueTask DisposeAsync() => await ChildProcesses.EndAsync(_process);
}
