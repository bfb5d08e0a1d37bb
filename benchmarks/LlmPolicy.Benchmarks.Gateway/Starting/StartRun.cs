namespace LlmPolicy.Benchmarks.Gateway.Starting;

/// <summary>What one start showed.</summary>
/// <param name="Milliseconds">From the process's start to its first answer, which is the provider's.</param>
/// <param name="CpuMilliseconds">What the process had of all processors by then: moves less than the time where others run, too.</param>
/// <param name="Mebibytes">Resident memory (VmRSS) after 100 requests.</param>
internal sealed record StartRun(double Milliseconds, double CpuMilliseconds, double Mebibytes);
