using BenchmarkDotNet.Running;
using LlmPolicy.Benchmarks;

BenchmarkRunner.Run<LabDecision>(args: args);
