using BenchmarkDotNet.Running;
using LlmPolicy.Benchmarks;
using LlmPolicy.Benchmarks.Ratios;

if (args is ["ratios"])
{
    RatioReport.Print(Console.Out);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(LabDecision).Assembly).Run(args);
}
