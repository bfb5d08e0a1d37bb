using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

public sealed class BenchmarkClassesTests : IDisposable
{
    private readonly BenchmarkProgram _program = new();

    [Fact]
    public async Task Each_class_runs_and_reports_no_case_without_a_figure()
    {
        Assembly assembly = typeof(LabDecision).Assembly;
        Assert.SkipWhen(assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true, "BenchmarkDotNet runs what is built for Release.");

        await _program.RunAsync("--filter", "*", "--job", "dry", "--inProcess", "--artifacts", _program.Folder.FullName);

        string[] reports = [.. _program.Folder.GetFiles("*-report.csv", SearchOption.AllDirectories).Select(file => file.FullName)];
        reports.Select(Path.GetFileName).ShouldBe(
            assembly.GetTypes()
                .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute))))
                .Select(type => $"{type.FullName}-report.csv"),
            ignoreOrder: true);
        reports.SelectMany(File.ReadLines).Where(row => row.Split(',').Contains("NA")).ShouldBeEmpty();
    }

    public void Dispose() => _program.Dispose();
}
