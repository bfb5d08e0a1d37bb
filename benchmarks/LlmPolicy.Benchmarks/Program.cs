using BenchmarkDotNet.Running;
using LlmPolicy.Benchmarks;
using LlmPolicy.Benchmarks.Charts;
using LlmPolicy.Benchmarks.Ratios;

switch (args)
{
    case ["ratios"]:
        RatioReport.Print(Console.Out, Stopwatches.Full);
        break;
    case ["ratios", "--short"]:
        RatioReport.Print(Console.Out, Stopwatches.Short);
        break;
    case ["charts", var folder]:
        ChartReport.Write(Console.Out, folder, Stopwatches.Full);
        break;
    case ["charts", var folder, "--short"]:
        ChartReport.Write(Console.Out, folder, Stopwatches.Short);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LabDecision).Assembly).Run(args);
        break;
}
