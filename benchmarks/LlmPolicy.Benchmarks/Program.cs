using BenchmarkDotNet.Running;
using LlmPolicy.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(LabDecision).Assembly).Run(args);
