using System.Globalization;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>How many streams this machine lets a process have, on Linux; elsewhere nothing is known.</summary>
internal static class MachineLimits
{
    // What a process has open besides: assemblies, manifests, pipes, epoll.
    private const int OtherFiles = 400;

    /// <exception cref="MeasurementException">There are too few open files, or ports, for so many.</exception>
    public static void Check(int streams)
    {
        // A gateway has two sockets a stream; so has this process, which is the client and the provider.
        int files = (2 * streams) + OtherFiles;
        if (OpenFiles() is { } most && most < files)
        {
            throw new MeasurementException(
                $"{streams} streams need {files} open files in a process, and there may be {most}: raise the limit (ulimit -n {files}), or ask for less (--streams).");
        }

        if (Ports() is { } ports && ports < streams)
        {
            throw new MeasurementException(
                $"{streams} streams need as many ports, and there are {ports}: widen net.ipv4.ip_local_port_range, or ask for less (--streams).");
        }
    }

    private static long? OpenFiles()
    {
        const string Name = "Max open files";
        const string Limits = "/proc/self/limits";
        string? line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) : null;
        return line is null ? null : Number(line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
    }

    private static long? Ports()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Range) && File.ReadAllText(Range).Split('\t', StringSplitOptions.TrimEntries) is [var first, var last]
            ? Number(last) - Number(first) + 1
            : null;
    }

    /// <summary>Null: <c>unlimited</c>.</summary>
    private static long? Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : null;
}
