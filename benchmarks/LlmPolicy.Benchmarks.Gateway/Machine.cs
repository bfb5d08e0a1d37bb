using System.Runtime.InteropServices;

namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Description { get; } = $"{Environment.ProcessorCount} cores, {Processor()}, {RuntimeInformation.FrameworkDescription}";

    private static string Processor() =>
        (File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null)
            ?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
